package dev.keepsake.cli;

import dev.keepsake.zookeeper.live.ReplayOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What can be said about a restore into a running ensemble. */
final class ReplayOptionGroup {

    @Option(
            names = "--resume",
            description =
                    "with --connect: finish a restore that was broken off; what is there must be of the same backup")
    private boolean resume;

    @Option(
            names = "--counters",
            paramLabel = "exact|skip",
            description = "with --connect: whether sequence counters are raised to the source's, which creates and"
                    + " deletes a znode for each missing number (default: exact)")
    private Counters counters = Counters.EXACT;

    /** What becomes of sequence counters. */
    enum Counters {
        EXACT,
        SKIP
    }

    ReplayOptions options() {
        return new ReplayOptions(resume, counters == Counters.EXACT);
    }

    boolean resumes() {
        return resume;
    }

    /** What was given that a server's directory has no use for. */
    List<String> given() {
        List<String> given = new ArrayList<>();
        if (resume) {
            given.add("--resume");
        }
        if (counters == Counters.SKIP) {
            given.add("--counters");
        }
        return given;
    }
}
