package dev.keepsake.cli;

import dev.keepsake.artefact.Scope;
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

    @Option(
            names = "--prove",
            description = "replay the whole tree and compare ZooKeeper's digests, as a restore does; else only what is"
                    + " asked for is kept, and nothing but seals and checksums show that the archive is sound")
    private boolean prove;

    /** What has to be replayed to see this much. */
    Scope scope(Scope wanted) {
        return prove ? Scope.EVERYTHING : wanted;
    }

    /** As it was typed. */
    String moment() {
        return moment;
    }

    @Nullable
    String tape() {
        return tape;
    }
}
