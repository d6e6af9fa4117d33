package dev.keepsake.agent;

import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.artefact.Pause;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.SourceConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a daemon does beside backups, each on a thread of its own: it proves, prunes, and keeps metrics up to date. */
final class Watches implements AutoCloseable {

    private final Reports reports;
    private final DutyWatch<ProofDuty> proofs;
    private final DutyWatch<PruneDuty> prunes;
    private final MetricsWatch metrics;
    private final SurveyWatch survey;
    private final ArchiveGauges gauges;
    private volatile Consumer<AgentConfig> page = fresh -> {};
    private volatile Runnable pageLook = () -> {};
    private final Deque<WatchThread> running = new ArrayDeque<>();

    private Watches(
            Reports reports,
            DutyWatch<ProofDuty> proofs,
            DutyWatch<PruneDuty> prunes,
            MetricsWatch metrics,
            SurveyWatch survey,
            ArchiveGauges gauges) {
        this.reports = reports;
        this.proofs = proofs;
        this.prunes = prunes;
        this.metrics = metrics;
        this.survey = survey;
        this.gauges = gauges;
    }

    /** Those that this configuration means; none has begun. */
    static Watches of(AgentConfig config, NightWatch.Tools tools, Reports reports) throws IOException {
        DutyWatch<ProofDuty> proofs = ProofWatch.over(
                ProofDuty.of(config).map(duty -> duty.counting(reports.metrics())),
                proofJournal(config, reports),
                new ProofWatch.Tools(
                        Pause.REAL,
                        reports.watched(new PlainBell("the next look at the archive"), "proofs"),
                        tools.watchdog(),
                        tools.random(),
                        tools.alarms(),
                        reports));
        DutyWatch<PruneDuty> prunes = PruneWatch.over(
                PruneDuty.of(config).map(duty -> duty.counting(reports.metrics())),
                new PruneWatch.Tools(
                        tools.clock(), new PlainBell("the next prune"), tools.random(), tools.alarms(), reports));
        ArchiveGauges gauges = new ArchiveGauges(reports.metrics());
        SurveyWatch survey = survey(config, tools, reports, gauges);
        MetricsWatch metrics = new MetricsWatch(
                reports.metrics(), tools.clock(), new PlainBell("the next look for metrics"), reports, config);
        remember(config, gauges);
        return new Watches(reports, proofs, prunes, metrics, survey, gauges);
    }

    private static SurveyWatch survey(
            AgentConfig config, NightWatch.Tools tools, Reports reports, ArchiveGauges gauges) {
        SurveyWatch.Tools own = new SurveyWatch.Tools(
                tools.clock(),
                Pause.REAL,
                new PlainBell("the next survey of the archive"),
                tools.watchdog(),
                tools.random(),
                reports.metrics(),
                reports,
                SurveyWatch.Stores.CONFIGURED);
        return new SurveyWatch(own, gauges, config);
    }

    /** How far sources were followed before a restart. */
    private static void remember(AgentConfig config, ArchiveGauges gauges) {
        for (SourceConfig source : config.sources()) {
            FollowRecord record = new FollowRecord(
                    JournalFile.ofSource(config.stateDir(), config.cluster(), config.node(), source.name()));
            try {
                record.read()
                        .filter(state -> state.end().isPresent())
                        .ifPresent(state -> gauges.know(source.name(), state.upTo()));
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
    ArchiveGauges gauges() {
        return gauges;
    }

    /** What is known of the archive now. */
    Surveyed known() {
        return survey.known();
    }

    /** The page has another configuration whenever they have, and looks after itself whenever the archive was looked at. */
    void alsoTell(Consumer<AgentConfig> served, Runnable look) {
        page = served;
        pageLook = look;
    }

    /** Lets all of them begin; {@code busy} says whether a backup is under way. */
    void begin(BooleanSupplier busy, Teller teller) {
        List<WatchThread> threads = new ArrayList<>();
        threads.add(new WatchThread("a look at the archive", proofs, busy, teller));
        threads.add(new WatchThread("pruning", prunes, busy, teller));
        threads.add(new WatchThread("a look for metrics", metrics, busy, teller));
        threads.add(new WatchThread("a survey of the archive", survey, busy, teller));
        survey.afterLooks(() -> {
            metrics.writeSoon();
            pageLook.run();
        });
        reports.afterRuns(survey::lookSoon);
        threads.forEach(thread -> {
            running.push(thread);
            thread.start();
        });
    }

    /** Has another configuration from now on. */
    void follow(AgentConfig fresh) throws IOException {
        // all of it, before any of it is in effect: either may refuse
        Optional<ProofDuty> proving = ProofDuty.of(fresh).map(duty -> duty.counting(reports.metrics()));
        Optional<PruneDuty> pruning = PruneDuty.of(fresh).map(duty -> duty.counting(reports.metrics()));
        proofs.follow(proving);
        prunes.follow(pruning);
        metrics.follow(fresh);
        survey.follow(fresh);
        page.accept(fresh);
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
