package dev.keepsake.artefact;

import java.util.List;

/**
 * What a restore is going to do, for a person to agree to.
 *
 * @param hash SHA-256 (hex) of what will be written; equal on every server that is restored to the same moment
 * @param epoch the epoch that the restored ensemble starts above
 * @param bytes how many bytes will be written
 * @param lines names and values, in the order to be shown
 * @param warnings what a person should know before agreeing, one sentence each
 */
public record RestorePlan(String hash, long epoch, long bytes, List<Line> lines, List<String> warnings) {

    /** One line of the plan. */
    public record Line(String name, String value) {}

    /** Keeps its own copies. */
    public RestorePlan {
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }
}
