package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastZnode;

/** Whose a znode is: the users', the servers' own, or one that both write to. */
final class Place {

    static final String ROOT = "/";
    static final String SYSTEM = "/zookeeper";
    static final String CONFIG = "/zookeeper/config";
    static final String QUOTA = "/zookeeper/quota";

    private static final String LIMITS = "/zookeeper_limits";
    private static final String USAGE = "/zookeeper_stats";

    private static final long MAX_TTL = 0xff_ffff_ffffL;

    private Place() {}

    static boolean isSystem(String path) {
        return path.equals(SYSTEM) || path.startsWith(SYSTEM + "/");
    }

    /** Whether every ensemble has it from its beginning. */
    static boolean isInnate(String path) {
        return path.equals(ROOT) || path.equals(SYSTEM) || path.equals(CONFIG) || path.equals(QUOTA);
    }

    /** Whether it sets a limit. */
    static boolean isLimit(String path) {
        return path.startsWith(QUOTA + "/") && path.endsWith(LIMITS);
    }

    /** Whether its data is what its server counts by itself. */
    static boolean isUsage(String path) {
        return path.startsWith(QUOTA + "/") && path.endsWith(USAGE);
    }

    static boolean isEphemeral(PastZnode znode) {
        return znode.kind() == PastZnode.Kind.EPHEMERAL;
    }

    /** Whether it goes by itself one day when it has no children. */
    static boolean needsChildren(PastZnode znode) {
        return znode.kind() == PastZnode.Kind.CONTAINER || znode.kind() == PastZnode.Kind.TTL;
    }

    /** The time to live of a znode that has one, in milliseconds. */
    static long timeToLive(PastZnode znode) {
        return znode.owner() & MAX_TTL;
    }

    /**
     * Whether an owner that a server shows is a session. Servers do not show clients which znodes are containers or have a
     * time to live.
     */
    static boolean isOfSession(long owner) {
        return owner != 0 && owner != Long.MIN_VALUE;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? ROOT : path.substring(0, slash);
    }

    static int depth(String path) {
        return path.equals(ROOT)
                ? 0
                : Math.toIntExact(path.chars().filter(letter -> letter == '/').count());
    }
}
