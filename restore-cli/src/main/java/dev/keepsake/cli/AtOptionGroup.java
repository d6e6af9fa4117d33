package dev.keepsake.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which moment a verb looks at. */
final class AtOptionGroup {

    @Option(
            names = "--at",
            paramLabel = "MOMENT",
            description =
                    "which moment to look at: a backup's id, 'latest' for the latest backup, 'newest' for the newest"
                            + " moment of any tape, a zxid, or a time (default: latest)")
    private String moment = OpenArchive.LATEST;

    @Option(
            names = "--tape",
            paramLabel = "T",
            description = "whose tape, where there are several: its name, or NODE or NODE/SOURCE")
    private @Nullable String tape;

    /** As it was typed. */
    String moment() {
        return moment;
    }

    @Nullable
    String tape() {
        return tape;
    }
}
