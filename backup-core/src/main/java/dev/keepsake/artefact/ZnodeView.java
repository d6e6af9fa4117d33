package dev.keepsake.artefact;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Znodes that can be looked at, wherever they were read. Confined to one thread. */
public interface ZnodeView {

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
