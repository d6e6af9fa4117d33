package dev.keepsake.zookeeper.live.subtree;

/** Znodes below {@code /zookeeper}, which servers keep for themselves: of all these only quotas are anybody's to restore. */
final class OwnPaths {

    private static final String OWN = "/zookeeper";
    private static final String QUOTA = "/zookeeper/quota";
    private static final String USAGE = "/zookeeper_stats";

    private OwnPaths() {}

    /** Whether only servers write it. */
    static boolean isServers(String path) {
        return path.equals(OWN) || path.equals(QUOTA) || (PathOrder.isWithin(path, OWN) && !isQuota(path));
    }

    /** Whether it says how much may stand somewhere. */
    static boolean isQuota(String path) {
        return path.startsWith(QUOTA + "/");
    }

    /** Whether servers count in it what there is; a client makes and deletes it, and never changes it. */
    static boolean isUsage(String path) {
        return isQuota(path) && path.endsWith(USAGE);
    }

    /** Where quotas of this znode and of those below it stand. */
    static String quotasOf(String path) {
        return path.equals("/") ? QUOTA : QUOTA + path;
    }
}
