package dev.keepsake.agent;

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
                .orElseThrow(
                        () -> new RefusedException("another 'keepsake-agent run' of this node is running: it holds "
                                + lock.file() + "; end that process first"));
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
        LogTeller teller = new LogTeller();
        Alarms alarms = new Alarms(InstantSource.system(), teller);
        try (QuartzBell bell = new QuartzBell();
                ThreadWatchdog watchdog = new ThreadWatchdog()) {
            NightWatch.Tools tools = new NightWatch.Tools(
                    InstantSource.system(), Pause.REAL, bell, watchdog, new SecureRandom(), alarms, teller);
            Followers followers = followers(config, tools);
            ProofWatch proofs = new ProofWatch(
                    new ProofWatch.Tools(
                            Pause.REAL,
                            new PlainBell("the next look at the archive"),
                            watchdog,
                            new SecureRandom(),
                            alarms,
                            teller),
                    ProofDuty.of(config),
                    proofJournal(config, teller));
            PruneWatch prunes = new PruneWatch(
                    new PruneWatch.Tools(
                            InstantSource.system(),
                            new PlainBell("the next prune"),
                            new SecureRandom(),
                            alarms,
                            teller),
                    PruneDuty.of(config));
            NightWatch watch = new NightWatch(
                    tools, duty, () -> readAgain(config, kept, proofs, prunes), followers, journal(config, teller));
            DaemonStop stop = new DaemonStop(watch, Thread.currentThread(), teller);
            stop.hear(config.daemon().stopGrace());
            teller.tell("start", "keepsake-agent runs", facts(config, duty));
            try (SourceCare care = new SourceCare(kept, followers::look, teller);
                    WatchThread proving = new WatchThread("a look at the archive", proofs, watch::isBusy, teller);
                    WatchThread pruning = new WatchThread("pruning", prunes, watch::isBusy, teller)) {
                care.begin(duty);
                proving.start();
                pruning.start();
                return stop.whileRunning();
            }
        }
    }

    private Duty readAgain(AgentConfig before, KeptSources kept, ProofWatch proofs, PruneWatch prunes)
            throws IOException {
        AgentConfig fresh = read();
        if (!fresh.stateDir().equals(before.stateDir())) {
            throw new RefusedException("another 'state-dir' needs a restart of the agent: its locks are in "
                    + before.stateDir() + ", the file says " + fresh.stateDir());
        }
        Duty duty = Duty.of(fresh, kept::of);
        Logs.follow(fresh.daemon().log());
        if (fresh.cluster().equals(before.cluster()) && fresh.node().equals(before.node())) {
            proofs.follow(ProofDuty.of(fresh));
            prunes.follow(PruneDuty.of(fresh));
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

    private static ProofJournal proofJournal(AgentConfig config, Teller teller) {
        return ProofJournal.openOrBegin(
                JournalFile.ofProofs(config.stateDir(), config.cluster(), config.node()),
                said -> teller.tell("journal", "begun anew: " + said, Map.of("node", config.node())));
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
