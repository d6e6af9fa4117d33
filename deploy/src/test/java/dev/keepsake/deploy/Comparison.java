package dev.keepsake.deploy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What comparing two trees found.
 *
 * @param nodes how many nodes were compared
 * @param fields how many single values of them were compared
 * @param differences one readable line for each that differs
 */
record Comparison(int nodes, long fields, List<String> differences) {
    private static final int SHOWN = 20;

    Comparison {
        differences = List.copyOf(differences);
    }

    boolean isEqual() {
        return differences.isEmpty();
    }

    /** The differences, of which a screen can hold the first. */
    String report() {
        String shown =
                differences.stream().limit(SHOWN).map(line -> "  " + line).collect(Collectors.joining("\n"));
        int more = differences.size() - SHOWN;
        return differences.size() + " differences in " + nodes + " nodes:\n" + shown
                + (more > 0 ? "\n  ... and " + more + " more" : "");
    }
}
