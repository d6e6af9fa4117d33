package dev.keepsake.agent;

import dev.keepsake.catalog.Proof;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.SourceConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keepsake-agent status}: what became of the last slots on this node. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Says what became of the last slots on this node, when the next ones are, and how far sources that are"
                    + " followed are stored; the same of scheduled proofs and drills.",
            "",
            "Reads what 'keepsake-agent run' has written down in 'state-dir', whether that runs or not; asks neither"
                    + " the store nor a server."
        })
final class StatusCommand implements Callable<Integer> {

    private static final int MOST_SHOWN = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        AgentConfig config = options.read().config();
        Journal journal = Journal.openOrBegin(
                new JournalFile(config.stateDir(), config.cluster(), config.node()),
                said -> out.println("journal   " + said));
        RunLock daemon = RunLock.ofDaemon(config.stateDir(), config.cluster(), config.node());
        out.println("daemon    " + word(daemon) + ", last looked at its slots "
                + journal.seen().map(Instant::toString).orElse("never"));
        if (config.schedule().isPresent()) {
            ScheduleCheck.next(Duty.of(config).schedule(), Instant.now())
                    .forEach(slot -> out.println("next      " + slot));
        }
        if (config.daemon().follow().enabled()) {
            config.sources()
                    .forEach(source -> out.println("follow    " + source.name() + "  " + followed(config, source)));
        }
        List<SlotOutcome> outcomes = journal.outcomes();
        for (SlotOutcome outcome : outcomes.subList(Math.max(0, outcomes.size() - MOST_SHOWN), outcomes.size())) {
            out.println("slot      " + outcome.slot() + "  " + word(outcome.kind()) + "  " + outcome.reason());
        }
        proofs(config, out);
        return ExitCode.DONE.code();
    }

    private static String followed(AgentConfig config, SourceConfig source) {
        FollowRecord record = new FollowRecord(
                JournalFile.ofSource(config.stateDir(), config.cluster(), config.node(), source.name()));
        try {
            return record.read().map(FollowState::inWords).orElse("not yet");
        } catch (IOException unreadable) {
            return "not known: " + unreadable.getMessage();
        }
    }

    private static void proofs(AgentConfig config, PrintWriter out) {
        ProofJournal journal = ProofJournal.openOrBegin(
                JournalFile.ofProofs(config.stateDir(), config.cluster(), config.node()),
                said -> out.println("journal   " + said));
        ProofDuty.of(config)
                .flatMap(duty -> duty.schedule().firstAfter(Instant.now()))
                .ifPresent(next -> out.println("next look " + next));
        for (ProofOutcome outcome : journal.newest()) {
            out.println((outcome.level() == Proof.Level.DRILL ? "drill     " : "proof     ") + outcome.at() + "  "
                    + word(outcome) + "  " + outcome.reason());
        }
    }

    private static String word(ProofOutcome outcome) {
        String backup = outcome.backup().isEmpty() ? "" : " " + outcome.backup();
        return switch (outcome.kind()) {
            case GOOD -> "good" + backup;
            case FAILED -> "FAILED" + backup;
            case NOT_DONE -> "NOT DONE";
        };
    }

    private static String word(RunLock daemon) throws IOException {
        return switch (daemon.holder()) {
            case SOMEBODY -> "running";
            case NOBODY -> "not running";
            case UNKNOWN -> "running or not: " + daemon.file() + " is closed to this user";
        };
    }

    private static String word(SlotOutcome.Kind kind) {
        return switch (kind) {
            case BACKED_UP -> "backed up";
            case LATE -> "late";
            case BY_HAND -> "on its own";
            case FAILED -> "FAILED";
            case MISSED -> "MISSED";
        };
    }
}
