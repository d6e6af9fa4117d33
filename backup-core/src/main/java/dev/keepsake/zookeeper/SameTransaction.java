package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.util.Arrays;

/** Whether two servers logged the same, whatever each of them appends to it. */
final class SameTransaction {

    private static final int HEADER = 32;
    private static final int DIGEST = 12;

    private SameTransaction() {}

    static boolean is(LogRecord one, LogRecord other) throws CorruptException {
        byte[] ours = one.payload();
        byte[] theirs = other.payload();
        if (Arrays.equals(ours, theirs)) {
            return true;
        }
        // a server before 3.6 drops what the end of a session deletes
        int end = one.type() == TxnType.CLOSE_SESSION ? HEADER : withoutDigest(one);
        int itsEnd = one.type() == TxnType.CLOSE_SESSION ? HEADER : withoutDigest(other);
        return Arrays.equals(ours, 0, end, theirs, 0, itsEnd);
    }

    /** A server before 3.6, or with digests switched off, logs none. */
    private static int withoutDigest(LogRecord record) throws CorruptException {
        return record.payload().length - (DecodedTxn.of(record).digest().isPresent() ? DIGEST : 0);
    }
}
