package dev.keepsake.zookeeper.live.subtree;

/**
 * Which znodes are to be as they were, and where.
 *
 * @param path what was there
 * @param to where it shall be
 * @param delete whether what was not there then shall go
 * @param chroot whether the root that clients are shown is not the ensemble's own
 */
public record Scope(String path, String to, boolean delete, boolean chroot) {

    /** Whether it goes back to where it was. */
    boolean isInPlace() {
        return path.equals(to);
    }

    /** Where a znode of the past shall be. */
    String target(String past) {
        return PathOrder.isWithin(past, path) ? PathOrder.moved(past, path, to) : past;
    }

    /** What is left out, in the past and now: what servers keep, and quotas where they would mean something else. */
    boolean excludes(String znode) {
        return OwnPaths.isServers(znode) || (OwnPaths.isQuota(znode) && (chroot || !isInPlace()));
    }
}
