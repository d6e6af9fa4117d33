package dev.keepsake.checkup.preflight;

/** The two halves of a zxid. */
final class Epochs {

    private static final int HALF = 32;
    private static final long COUNTER = 0xffff_ffffL;

    private Epochs() {}

    static long of(long zxid) {
        return zxid >>> HALF;
    }

    static long counter(long zxid) {
        return zxid & COUNTER;
    }

    static String shown(long zxid) {
        return "0x" + Long.toHexString(zxid);
    }
}
