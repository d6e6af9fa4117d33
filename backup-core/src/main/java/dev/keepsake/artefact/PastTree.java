package dev.keepsake.artefact;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A tree as it was at one moment, to be looked at: a sink that takes a base and links, and answers once a source has sent
 * everything. Holds the whole tree in memory, as a restore does; nothing is written anywhere. Confined to one thread.
 */
public interface PastTree extends ArtefactSink {

    /** A znode, if there was one; the root is {@code /}. */
    Optional<PastZnode> znode(String path);

    /** The names of a znode's children, in order; none where there was no such znode. */
    List<String> children(String path);

    /** Shows a znode and all below it, parents first and siblings by name; nothing where there was no such znode. */
    void walk(String path, Step step) throws IOException;

    /** Is shown one znode. */
    @FunctionalInterface
    interface Step {

        /** Takes it. */
        void at(PastZnode znode) throws IOException;
    }
}
