package dev.keepsake.artefact;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Knows what stands inside the links and bases of one kind of system, which the archive does not. */
public interface HistoryReader {

    /** Reads a link's transactions in order; the stream stays the caller's to close. */
    Transactions transactions(InputStream link, String name);

    /** The session that a znode of a base goes with, read to its end; 0 when it is not there or goes with none. */
    long ownerIn(InputStream base, String name, String path) throws IOException;

    /** A part of the tree, to be taken out of bases and brought forward. */
    Excerpt excerpt(Scope scope);

    /** Transactions one after the other. */
    @FunctionalInterface
    interface Transactions {

        /** The next one, or empty at the end; {@link CorruptException} when the bytes are none. */
        Optional<Transaction> next() throws IOException;
    }
}
