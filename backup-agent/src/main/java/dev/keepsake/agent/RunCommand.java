package dev.keepsake.agent;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.KeptSources;
import dev.keepsake.config.Version;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepsake-agent run}: a backup for each slot of the schedule, until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs all the time and makes a backup whenever 'schedule' in the configuration says so.",
            "",
            "All agents of a cluster work on one backup together: each puts its part, and whoever sees the parts of"
                    + " all 'nodes' first, or that the deadline is over, brings it into being. A run that was missed is"
                    + " made up as long as it is younger than half the time to the next one.",
            "",
            "With 'follow' in the configuration it also stores transactions as they come, so that every moment can be"
                    + " restored, and not only those of backups.",
            "",
            "Logs to standard error. SIGTERM or SIGINT end it: a run under way may go on for 'stop-grace', then it is"
                    + " interrupted, and the next start goes on from there. SIGHUP reads the configuration again."
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json; overrides 'log.format'")
    private @Nullable String logFormat;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "debug, info or warn; overrides 'log.level'")
    private @Nullable String logLevel;

    @Override
    public Integer call() throws IOException {
        AgentConfig config = read();
        try (KeptSources kept = Assembly.keptSources(Pause.REAL)) {
            return runAlone(config, Duty.of(config, kept::of), kept).code();
        }
    }

    private ExitCode runAlone(AgentConfig config, Duty duty, KeptSources kept) throws IOException {
        Logs.follow(config.daemon().log());
        // from here on a full disk cannot keep a run from its lock
        RunLock.ofRuns(config.stateDir(), config.cluster(), config.node()).tryDuring(() -> "made");
        RunLock lock = RunLock.ofDaemon(config.stateDir(), config.cluster(), config.node());
        return lock.tryDuring(Pause.REAL, () -> watch(config, duty, kept))
                .orElseThrow(() -> new RefusedException(
                        Guard.RUNNING,
                        "another 'keepsake-agent run' of this node is running: it holds " + lock.file()
                                + "; end that process first"));
    }

    private AgentConfig read() throws IOException {
        Map<String, String> flags = new HashMap<>();
        if (logFormat != null) {
            flags.put("log.format", logFormat);
        }
        if (logLevel != null) {
            flags.put("log.level", logLevel);
        }
        return options.read(flags).config();
    }

    private ExitCode watch(AgentConfig config, Duty duty, KeptSources kept) throws IOException {
        SecureRandom random = new SecureRandom();
        try (Reports reports = new Reports(config, InstantSource.system(), random, System.getenv());
                QuartzBell bell = new QuartzBell();
                ThreadWatchdog watchdog = new ThreadWatchdog()) {
            Alarms alarms = new Alarms(InstantSource.system(), reports);
            NightWatch.Tools tools = new NightWatch.Tools(
                    InstantSource.system(), Pause.REAL, reports.ofSlots(bell), watchdog, random, alarms, reports);
            return watch(config, duty.counting(reports.metrics()), kept, tools, reports);
        }
    }

    private ExitCode watch(AgentConfig config, Duty duty, KeptSources kept, NightWatch.Tools tools, Reports reports)
            throws IOException {
        Followers followers = followers(config, tools);
        Watches watches = Watches.of(config, tools, reports);
        reports.following(followers::states, watches.gauges());
        Plans plans = new Plans();
        plans.follow(duty, ProofDuty.of(config));
        NightWatch watch = new NightWatch(
                tools,
                duty,
                () -> readAgain(config, kept, watches, reports, plans),
                followers,
                journal(config, reports));
        DaemonStop stop = new DaemonStop(watch, Thread.currentThread(), reports);
        stop.hear(config.daemon().stopGrace());
        PageAgent view = new PageAgent(config, tools.clock(), tools.alarms(), reports, watch, plans);
        reports.tell("start", "keepsake-agent runs", facts(config, duty));
        try (SourceCare care = new SourceCare(kept, followers::look, reports);
                Watches running = watches;
                ServedPage page = ServedPage.orNone(config, options.file(), view, watches::known, reports)) {
            page.tell(reports);
            watches.alsoTell(
                    fresh -> {
                        view.follow(fresh);
                        page.follow(fresh);
                    },
                    page::look);
            care.begin(duty);
            running.begin(watch::isBusy, reports);
            ToolKeeping.begin(
                    config, new SecureRandom(), said -> reports.tell("tool", said, Map.of("node", config.node())));
            reports.ready();
            return stop.whileRunning();
        }
    }

    private Duty readAgain(AgentConfig before, KeptSources kept, Watches watches, Reports reports, Plans plans)
            throws IOException {
        AgentConfig fresh = read();
        if (!fresh.stateDir().equals(before.stateDir())) {
            throw new RefusedException("another 'state-dir' needs a restart of the agent: its locks are in "
                    + before.stateDir() + ", the file says " + fresh.stateDir());
        }
        Duty duty = Duty.of(fresh, kept::of).counting(reports.metrics());
        Logs.follow(fresh.daemon().log());
        if (fresh.cluster().equals(before.cluster()) && fresh.node().equals(before.node())) {
            watches.follow(fresh);
            reports.follow(fresh);
            plans.follow(duty, ProofDuty.of(fresh));
        }
        return duty;
    }

    private static Followers followers(AgentConfig config, NightWatch.Tools tools) {
        return new Followers(
                tools,
                new Turns(RunLock.ofRuns(config.stateDir(), config.cluster(), config.node())),
                new ThreadWorkers(),
                Pause.REAL,
                source -> JournalFile.ofSource(config.stateDir(), config.cluster(), config.node(), source));
    }

    private static Journal journal(AgentConfig config, Teller teller) {
        return Journal.openOrBegin(
                new JournalFile(config.stateDir(), config.cluster(), config.node()),
                said -> teller.tell("journal", "begun anew: " + said, Map.of("node", config.node())));
    }

    private static Map<String, Object> facts(AgentConfig config, Duty duty) {
        return Map.of(
                "version", Version.current(),
                "cluster", config.cluster(),
                "node", config.node(),
                "nodes", String.join(",", config.nodes()),
                "store", config.store().url(),
                "schedule", duty.scheduleWords(),
                "follow",
                        duty.maxLag()
                                .map(lag -> "within " + lag.toSeconds() + "s")
                                .orElse("off"));
    }
}
