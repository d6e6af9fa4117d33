package dev.keepsake.artefact;

import java.util.List;

/**
 * One thing that would be changed.
 *
 * @param subject what kind of thing it is, such as {@code app}
 * @param name which of them
 * @param details what would be different, a line each; of a thing to be made, at most what stands out
 */
public record PlannedChange(Kind kind, String subject, String name, List<String> details) {

    /** What happens to it. */
    public enum Kind {
        /** It is not there. */
        CREATE,
        /** It is there, and different. */
        CHANGE,
        /** It is there, and not in the backup. */
        DELETE
    }

    /** Keeps its own copy. */
    public PlannedChange {
        details = List.copyOf(details);
    }
}
