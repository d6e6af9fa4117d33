package dev.keepsake.artefact;

import java.util.Optional;
import java.util.SortedSet;

/**
 * What lies between two moments of one tape: a sink that takes a base of before the first of them, and links through the
 * second. Confined to one thread.
 */
public interface PastChanges extends ArtefactSink {

    /** The znodes that some transaction between the two is about, and their parents; all others are the same at both. */
    SortedSet<String> paths();

    /** One of these as it was at the first moment, if it was there. */
    Optional<PastZnode> before(String path);

    /** The same at the second. */
    Optional<PastZnode> after(String path);
}
