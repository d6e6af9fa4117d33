package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Deed;
import java.util.List;
import java.util.Optional;

/** The content of a log's record: what it does, and the digest of the tree afterwards where the server wrote one. */
public record DecodedTxn(Txn txn, Optional<TxnDigest> digest) {

    /** Decodes a record's payload; nothing is believed, so any bytes give a transaction or {@link CorruptException}. */
    public static DecodedTxn of(LogRecord record) throws CorruptException {
        return new TxnDecoder().decode(record).values();
    }

    /** What a record does, part by part. */
    static List<Deed> deeds(LogRecord record) throws CorruptException {
        return new TxnDecoder().decode(record).deeds();
    }
}
