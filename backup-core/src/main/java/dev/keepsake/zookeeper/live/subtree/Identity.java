package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;

/**
 * Which znode it is, and in which state: what a guard compares. No two states of an ensemble's znodes are alike in these,
 * since a zxid is issued once.
 *
 * @param created the zxid that created it
 * @param modified the zxid that last changed its data
 * @param version how often its data was changed
 * @param aclVersion how often its access list was changed
 */
record Identity(long created, long modified, int version, int aclVersion) {

    static Identity of(PastZnode znode) {
        return new Identity(znode.created().value(), znode.modified().value(), znode.version(), znode.aclVersion());
    }

    /** After its data was set by this transaction. */
    Identity set(long zxid) {
        return new Identity(created, zxid, version + 1, aclVersion);
    }

    /** Whether it is the same znode with the same access list, whatever its data is. */
    boolean hasListOf(Identity other) {
        return created == other.created && aclVersion == other.aclVersion;
    }

    /** Whether it is the same znode with the same data, whatever its access list is. */
    boolean hasDataOf(Identity other) {
        return created == other.created && modified == other.modified && version == other.version;
    }

    /** After its access list was set. */
    Identity secured() {
        return new Identity(created, modified, version, aclVersion + 1);
    }

    /** Right after it was created by this transaction. */
    static Identity born(long zxid) {
        return new Identity(zxid, zxid, 0, 0);
    }

    /** What became of it, seen from this one. */
    String became(Identity now) {
        if (created != now.created) {
            return "somebody deleted it and created it again (by 0x" + Long.toHexString(now.created) + ")";
        }
        if (modified != now.modified) {
            return "somebody changed its data (by 0x" + Long.toHexString(now.modified) + ", version " + now.version
                    + ")";
        }
        return "somebody changed its access list (version " + now.aclVersion + " instead of " + aclVersion + ")";
    }
}
