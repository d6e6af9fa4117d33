package dev.keepsake.artefact;

import java.util.List;

/**
 * What became of a restore into a throw-away server.
 *
 * @param server which server it was
 * @param znodes how many were read back
 * @param fields how many of their fields were compared
 * @param restored how long reading, replaying and writing took, in milliseconds
 * @param ready how long it then took until the server served, in milliseconds
 * @param readBack how long reading everything back took, in milliseconds
 * @param lines what a restore's plan says of the state, in the order to be shown
 * @param problems what is not as it was restored, the first few places in words; empty when all is well
 */
public record Drilled(
        String server,
        long znodes,
        long fields,
        long restored,
        long ready,
        long readBack,
        List<RestorePlan.Line> lines,
        List<String> problems) {

    /** Keeps its own copies. */
    public Drilled {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }
}
