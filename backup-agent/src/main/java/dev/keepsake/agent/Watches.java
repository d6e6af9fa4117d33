package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.SourceConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What a daemon does beside backups, each on a thread of its own: it proves, prunes, and keeps metrics up to date. */
final class Watches implements AutoCloseable {

    private final Reports reports;
    private final ProofWatch proofs;
    private final PruneWatch prunes;
    private final MetricsWatch metrics;
    private final ArchiveLook look;
    private final Deque<WatchThread> running = new ArrayDeque<>();

    private Watches(Reports reports, ProofWatch proofs, PruneWatch prunes, MetricsWatch metrics, ArchiveLook look) {
        this.reports = reports;
        this.proofs = proofs;
        this.prunes = prunes;
        this.metrics = metrics;
        this.look = look;
    }

    /** Those that this configuration means; none has begun. */
    static Watches of(AgentConfig config, NightWatch.Tools tools, Reports reports) throws IOException {
        ProofWatch proofs = new ProofWatch(
                new ProofWatch.Tools(
                        Pause.REAL,
                        reports.watched(new PlainBell("the next look at the archive"), "proofs"),
                        tools.watchdog(),
                        tools.random(),
                        tools.alarms(),
                        reports),
                ProofDuty.of(config).map(duty -> duty.counting(reports.metrics())),
                proofJournal(config, reports));
        PruneWatch prunes = new PruneWatch(
                new PruneWatch.Tools(
                        tools.clock(), new PlainBell("the next prune"), tools.random(), tools.alarms(), reports),
                PruneDuty.of(config).map(duty -> duty.counting(reports.metrics())));
        ArchiveLook look = new ArchiveLook(reports.metrics(), tools.clock(), tools.random());
        MetricsWatch metrics = new MetricsWatch(
                reports.metrics(), look, tools.clock(), new PlainBell("the next look for metrics"), reports, config);
        remember(config, look);
        return new Watches(reports, proofs, prunes, metrics, look);
    }

    /** How far sources were followed before a restart. */
    private static void remember(AgentConfig config, ArchiveLook look) {
        for (SourceConfig source : config.sources()) {
            FollowRecord record = new FollowRecord(
                    JournalFile.ofSource(config.stateDir(), config.cluster(), config.node(), source.name()));
            try {
                record.read()
                        .filter(state -> state.end().isPresent())
                        .ifPresent(state -> look.know(source.name(), state.upTo()));
            } catch (IOException unreadable) {
                // the next turn of its follower writes it anew, and tells what it knows
            }
        }
    }

    private static ProofJournal proofJournal(AgentConfig config, Teller teller) {
        return ProofJournal.openOrBegin(
                JournalFile.ofProofs(config.stateDir(), config.cluster(), config.node()),
                said -> teller.tell("journal", "begun anew: " + said, Map.of("node", config.node())));
    }

    /** What is told of an archive by metrics. */
    ArchiveLook look() {
        return look;
    }

    /** Lets all of them begin; {@code busy} says whether a backup is under way. */
    void begin(BooleanSupplier busy, Teller teller) {
        List<WatchThread> threads = new ArrayList<>();
        threads.add(new WatchThread("a look at the archive", proofs, busy, teller));
        threads.add(new WatchThread("pruning", prunes, busy, teller));
        threads.add(new WatchThread("a look for metrics", metrics, busy, teller));
        reports.afterRuns(metrics::lookSoon);
        threads.forEach(thread -> {
            running.push(thread);
            thread.start();
        });
    }

    /** Has another configuration from now on. */
    void follow(AgentConfig fresh) throws IOException {
        proofs.follow(ProofDuty.of(fresh).map(duty -> duty.counting(reports.metrics())));
        prunes.follow(PruneDuty.of(fresh).map(duty -> duty.counting(reports.metrics())));
        metrics.follow(fresh);
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
