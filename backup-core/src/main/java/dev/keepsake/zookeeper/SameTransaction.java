package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.nio.ByteBuffer;
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
        return Arrays.equals(ours, 0, end, theirs, 0, itsEnd)
                || (one.type() == TxnType.MULTI && end == itsEnd && failedAlike(ours, theirs));
    }

    /**
     * A multi that failed changes nothing. Its leader says so in the part that failed; a server that applies it before it
     * has logged it logs that every part did, beside the bodies as they were ({@code DataTree.processTxn} sets the types
     * in place).
     */
    private static boolean failedAlike(byte[] ours, byte[] theirs) {
        ByteBuffer one = ByteBuffer.wrap(ours, HEADER, ours.length - HEADER);
        ByteBuffer other = ByteBuffer.wrap(theirs, HEADER, theirs.length - HEADER);
        int parts = one.getInt();
        boolean alike = Arrays.equals(ours, 0, HEADER, theirs, 0, HEADER) && parts == other.getInt();
        boolean oneFailed = false;
        boolean otherFailed = false;
        for (int part = 0; alike && part < parts; part++) {
            int type = one.getInt();
            int itsType = other.getInt();
            oneFailed |= type == TxnType.ERROR;
            otherFailed |= itsType == TxnType.ERROR;
            alike = (type == itsType || type == TxnType.ERROR || itsType == TxnType.ERROR) && sameBody(one, other);
        }
        return alike && oneFailed && otherFailed;
    }

    /** Both were decoded before, so their lengths are right. */
    private static boolean sameBody(ByteBuffer one, ByteBuffer other) {
        int length = one.getInt();
        if (length != other.getInt()) {
            return false;
        }
        int body = Math.max(length, 0);
        boolean same = one.slice(one.position(), body).equals(other.slice(other.position(), body));
        one.position(one.position() + body);
        other.position(other.position() + body);
        return same;
    }

    /** A server before 3.6, or with digests switched off, logs none. */
    private static int withoutDigest(LogRecord record) throws CorruptException {
        return record.payload().length - (DecodedTxn.of(record).digest().isPresent() ? DIGEST : 0);
    }
}
