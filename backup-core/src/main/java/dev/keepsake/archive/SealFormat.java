package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The numbers of a sealed object's layout. */
final class SealFormat {

    /** Neither signed nor encrypted. */
    static final int PLAIN = 1;
    /** Signed, perhaps encrypted; the newest that this version knows. */
    static final int NEWEST = 2;
    /** The first version of the product that knows the newest. */
    static final String NEEDS = "0.1.0";

    static final int MAX_HEADER_BYTES = 64 << 10;
    static final int MAX_BLOCK_BYTES = 1 << 20;
    /** JSON readers that keep numbers as doubles still read it exactly. */
    static final long MAX_LENGTH = 1L << 50;

    static final int END_MARK = 0xffffffff;
    static final int CRC_BYTES = Integer.BYTES;
    static final int MAGIC_BYTES = 8;
    /** Magic, format version, length of the JSON. */
    static final int OPENING_BYTES = MAGIC_BYTES + Short.BYTES + Integer.BYTES;
    /** Number, plaintext length, stored length. */
    static final int BLOCK_HEAD_BYTES = 3 * Integer.BYTES;
    /** Mark, number of blocks, plaintext length: the part of the trailer under its own hash. */
    static final int TOTALS_BYTES = 2 * Integer.BYTES + Long.BYTES;

    private static final String MAGIC = "KEEPSEAL";
    private static final String END_MAGIC = "KEEPDONE";
    private static final String SIGNED_END_MAGIC = "KEEPSIGN";

    private SealFormat() {}

    static byte[] magic() {
        return MAGIC.getBytes(US_ASCII);
    }

    static byte[] endMagic() {
        return END_MAGIC.getBytes(US_ASCII);
    }

    static byte[] signedEndMagic() {
        return SIGNED_END_MAGIC.getBytes(US_ASCII);
    }
}
