package dev.keepsake.artefact;

/**
 * A position on a tape: the last transaction a sink holds, and what identifies it there. A source goes on from a mark
 * only after it has found a transaction with the same zxid and the same fingerprint.
 *
 * @param fingerprint session, cxid, time, type and checksum of the record, as words
 */
public record Mark(Zxid zxid, String fingerprint) {}
