package dev.keepsake.zookeeper;

/** A change to one znode: where in a record's bytes it stands. Used again for the next record. */
final class TxnPart {

    /** One of {@link TxnType}; {@link TxnType#ERROR} for a part that failed. */
    int type;

    /** Holds the path, and is the record's own bytes, or others where those are not sound UTF-8. */
    byte[] path = ZnodeBytes.NOTHING;

    int pathFrom;

    /** 0 for the root. */
    int pathLength;

    int dataFrom;

    /** -1 stands for null. */
    int dataLength;

    int aclFrom;

    /** 0 where the list is missing, which stands for the open one. */
    int aclLength;

    /** The version afterwards, or the parent's counter of creations, or an error. */
    int number;

    boolean ephemeral;
    long ttlMillis;

    void setPath(byte[] bytes, int from, int length) {
        path = bytes;
        pathFrom = from;
        pathLength = length;
    }

    /** How long the parent's path is. */
    int parentLength() {
        int at = pathLength - 1;
        while (path[pathFrom + at] != '/') {
            at--;
        }
        return at;
    }

    /** The {@code ephemeralOwner} of the znode that this creates. */
    long owner(long session) {
        return switch (type) {
            case TxnType.CREATE_CONTAINER -> Owner.CONTAINER;
            case TxnType.CREATE_TTL -> Owner.ofTtl(ttlMillis);
            default -> ephemeral ? session : Owner.NOBODY;
        };
    }
}
