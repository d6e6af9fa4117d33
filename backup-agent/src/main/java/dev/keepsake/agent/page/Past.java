package dev.keepsake.agent.page;

import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.Zxid;
import java.util.List;

/**
 * A moment that was replayed: the tree as it was.
 *
 * @param word by which this very moment can be asked for again
 * @param words which moment it is, for people
 * @param notes what a person should know of it, a sentence each
 */
record Past(MomentWord word, Zxid zxid, PastTree tree, String words, List<String> notes) {

    /** Keeps its own copy. */
    Past {
        notes = List.copyOf(notes);
    }
}
