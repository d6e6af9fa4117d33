package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;

/**
 * One transaction as it stands in a server's log: its header's fields, and the record's own bytes.
 *
 * @param checksum the Adler-32 of {@code payload} that the log states in front of it; already verified
 * @param payload the {@code TxnHeader}, the body and, where written, the {@code TxnDigest}: just what the checksum covers
 * @param timeMillis the leader's wall clock, milliseconds since 1970; may step back from one leader to the next
 */
@SuppressWarnings(
        "ArrayRecordComponent") // records are compared by their checksum and bytes in one place, never by equals
public record LogRecord(Zxid zxid, long session, int cxid, long timeMillis, int type, long checksum, byte[] payload) {

    /** How many bytes this record takes in a log or a link: checksum 8, length 4, the payload, end byte 1. */
    public int framedLength() {
        return payload.length + 13;
    }

    /** Session, cxid, time, type and checksum as words: what identifies this record at its zxid, without its content. */
    public String fingerprint() {
        return String.format("%016x/%08x/%d/%d/%08x", session, cxid, timeMillis, type, checksum);
    }
}
