package dev.keepsake.catalog;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is told of the past of a znode.
 *
 * @param entries in the order that was asked for
 * @param more whether there may be more beyond the last one, which was not looked for
 * @param ofChildren how many transactions were passed over since they were about a child alone, which was not asked for
 * @param notes what a person should know, one sentence each
 */
public record HistoryPage(List<HistoryEntry> entries, boolean more, long ofChildren, List<String> notes) {

    /** Keeps its own copies. */
    public HistoryPage {
        entries = List.copyOf(entries);
        notes = List.copyOf(notes);
    }

    /** The same with one note more. */
    HistoryPage with(String note) {
        return new HistoryPage(
                entries,
                more,
                ofChildren,
                Stream.concat(notes.stream(), Stream.of(note)).toList());
    }
}
