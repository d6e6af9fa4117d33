package dev.keepsake.zookeeper;

/**
 * Reads an {@code ephemeralOwner}. What looks like a time to live may as well be a session of server 255, since only a
 * setting of the server tells them apart; so whoever asks must look among the open sessions first.
 */
final class Owner {

    static final long NOBODY = 0;
    static final long CONTAINER = Long.MIN_VALUE;
    static final long MAX_TTL_MILLIS = 0xff_ffff_ffffL;

    private static final long TTL_PREFIX = 0xff00_0000_0000_0000L;

    private Owner() {}

    static long ofTtl(long millis) {
        return TTL_PREFIX | millis;
    }

    static boolean looksLikeTtl(long owner) {
        return (owner & ~MAX_TTL_MILLIS) == TTL_PREFIX && owner != TTL_PREFIX;
    }

    /** Whether the owner can be a session at all. */
    static boolean mayBeSession(long owner) {
        return owner != NOBODY && owner != CONTAINER;
    }

    /** Whether a znode of this owner lives and dies with a session. */
    static boolean isEphemeral(long owner, boolean sessionOpen) {
        return mayBeSession(owner) && (sessionOpen || !looksLikeTtl(owner));
    }
}
