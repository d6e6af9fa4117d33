package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.config.ExitCode;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.subtree.ChangeOutcome;
import dev.keepsake.zookeeper.live.subtree.ChangePlan;
import dev.keepsake.zookeeper.live.subtree.SubtreeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Shows what would be changed in a running ensemble, asks, does it, and says what came of it. */
final class LiveChange {

    private static final DateTimeFormatter IN_NAMES =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Verb verb;
    private final LiveSettings settings;
    private final Consent consent;
    private final boolean planOnly;
    private final Audited audited;

    LiveChange(Verb verb, LiveSettings settings, Consent consent, boolean planOnly, Audited audited) {
        this.verb = verb;
        this.audited = audited;
        this.settings = settings;
        this.consent = consent;
        this.planOnly = planOnly;
    }

    /** Returns the exit code; {@code facts} stand at the head of the JSON. */
    int run(String deed, SubtreeChange change, Optional<Path> undoFile, ObjectNode facts) throws IOException {
        ChangePlan plan = change.plan();
        ChangeReport report = new ChangeReport(plan);
        boolean json = verb.archive().json();
        if (!json) {
            report.print(verb.out());
        }
        if (planOnly || plan.changes().isEmpty()) {
            if (json) {
                JsonOutput.print(verb.out(), facts.setAll(report.json()));
            }
            return (planOnly || plan.conflicts().isEmpty() ? ExitCode.DONE : ExitCode.IN_PART).code();
        }
        consent.require();
        Path file = undoFile.orElseGet(() -> Path.of("keepsake-undo-" + IN_NAMES.format(Instant.now()) + ".jsonl"));
        ChangeOutcome outcome =
                audited.run(deed, change.title(), () -> apply(change, plan, file), ChangeOutcome::isWhole);
        if (json) {
            JsonOutput.print(verb.out(), facts.setAll(report.json(outcome, file)));
        } else {
            report.printDone(verb.out(), outcome, file, undo(file));
        }
        return (outcome.isWhole() ? ExitCode.DONE : ExitCode.IN_PART).code();
    }

    private ChangeOutcome apply(SubtreeChange change, ChangePlan plan, Path file) throws IOException {
        CountBars bars = new CountBars(verb.err());
        try {
            return change.apply(plan, file, (tried, all) -> bars.at("changing", tried, all));
        } finally {
            bars.clear();
        }
    }

    private String undo(Path file) {
        return "keepsake undo " + RestoreCommandLine.quoted(file.toString()) + " --connect "
                + RestoreCommandLine.quoted(settings.connect());
    }
}
