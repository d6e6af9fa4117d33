package dev.keepsake.catalog;

import java.util.List;

/**
 * A transaction that was met on a tape.
 *
 * @param kind what it is, in a word or two
 * @param paths what it creates, changes or deletes, as far as it names them
 */
public record Change(Moment moment, String kind, List<String> paths) {

    /** Keeps its own copy. */
    public Change {
        paths = List.copyOf(paths);
    }
}
