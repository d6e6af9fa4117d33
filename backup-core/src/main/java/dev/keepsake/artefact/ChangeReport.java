package dev.keepsake.artefact;

import java.util.List;

/**
 * What came of the changes of a plan.
 *
 * @param notes what to know afterwards
 */
public record ChangeReport(List<Made> made, List<String> notes) {

    /**
     * What came of one change.
     *
     * @param said why it is not done; empty when it is
     */
    public record Made(PlannedChange change, boolean done, String said) {}

    /** Keeps its own copies. */
    public ChangeReport {
        made = List.copyOf(made);
        notes = List.copyOf(notes);
    }

    /** Whether everything was done. */
    public boolean complete() {
        return made.stream().allMatch(Made::done);
    }
}
