package dev.keepsake.artefact;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A part of a tree, taken out of a base and brought forward by transactions. What lies elsewhere in the tree is not looked
 * at, so that no digest of the whole can be compared: a base and links that were damaged are found by their seals alone.
 * Confined to one thread.
 */
public interface Excerpt {

    /** Whether a transaction may change anything here; needs no base. */
    boolean concerns(Transaction transaction) throws CorruptException;

    /** Begins anew with what a base holds, which is read to its end; the stream stays the caller's to close. */
    void load(InputStream base, String name) throws IOException;

    /** Applies a transaction, and says what that did to each znode of the scope that it is about. */
    List<Turn> apply(Transaction transaction) throws IOException;

    /** A znode of the scope as it is now, if it is there. */
    Optional<PastZnode> znode(String path);
}
