package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.metrics.Textfile;
import dev.keepsake.agent.notice.DeliveryLog;
import dev.keepsake.agent.notice.Notifier;
import dev.keepsake.artefact.Pause;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/** Says to metrics and the heartbeat that a single run began and how it ended. What becomes of that does not change how it ended. */
final class OnceReport {

    private final AgentConfig config;
    private final PrintWriter err;
    private final InstantSource clock = InstantSource.system();
    private final Instant begun = clock.instant();

    OnceReport(AgentConfig config, PrintWriter err) {
        this.config = config;
        this.err = err;
    }

    /** A single run. */
    @FunctionalInterface
    interface Run {

        /** Does it. */
        ExitCode run() throws IOException;
    }

    /** Does a run, and tells beforehand that it began, and then how it ended. */
    ExitCode of(Run run) throws IOException {
        begun();
        try {
            ExitCode code = run.run();
            tell(code);
            return code;
        } catch (IOException | RuntimeException | VirtualMachineError | LinkageError e) {
            tell(ExitCode.of(e));
            throw e;
        }
    }

    /** A run that is killed tells nothing any more: that it began, and has not ended, stands there by then. */
    private void begun() {
        try {
            if (isToBeWritten()) {
                Metrics metrics = new Metrics(config.cluster(), config.node(), clock);
                metrics.set(Gauged.ONCE_BEGUN, begun);
                textfile().amend(metrics.scrape(), Gauged.ONCE_BEGUN, Gauged.ONCE_EXIT);
            }
        } catch (IOException | RuntimeException e) {
            err.println("note: metrics could not be written: " + e.getMessage());
        }
    }

    private void tell(ExitCode code) {
        try (Notifier notifier = new Notifier(config.cluster(), config.node(), new SecureRandom(), this::delivered)) {
            notifier.follow(config.daemon().reporting());
            if (code == ExitCode.DONE) {
                notifier.beat(clock.instant());
            }
            if (isToBeWritten()) {
                write(code);
            }
        } catch (IOException | RuntimeException e) {
            err.println("note: metrics could not be written: " + e.getMessage());
        }
    }

    /** A daemon of this node writes the same file, and knows more. */
    private boolean isToBeWritten() throws IOException {
        RunLock daemon = RunLock.ofDaemon(config.stateDir(), config.cluster(), config.node());
        return config.daemon().reporting().textfile().isPresent() && daemon.holder() != RunLock.Holder.SOMEBODY;
    }

    private Textfile textfile() {
        return new Textfile(config.daemon().reporting().textfile().orElseThrow());
    }

    private void write(ExitCode code) throws IOException {
        Metrics metrics = new Metrics(config.cluster(), config.node(), clock);
        metrics.set(Gauged.ONCE_BEGUN, begun);
        metrics.set(Gauged.ONCE_RUN, clock.instant());
        metrics.set(Gauged.ONCE_EXIT, code.code());
        Teller teller = (phase, message, facts) -> err.println("note: " + message);
        survey(metrics, clock, teller);
        new MetricsWatch(metrics, clock, new PlainBell("nothing"), teller, config).turn(false);
    }

    private void survey(Metrics metrics, InstantSource clock, Teller teller) throws IOException {
        try (ThreadWatchdog watchdog = new ThreadWatchdog()) {
            SurveyWatch.Tools tools = new SurveyWatch.Tools(
                    clock,
                    Pause.REAL,
                    new PlainBell("nothing"),
                    watchdog,
                    new SecureRandom(),
                    metrics,
                    teller,
                    SurveyWatch.Stores.CONFIGURED);
            new SurveyWatch(tools, new ArchiveGauges(metrics), config).turn(() -> false);
        }
    }

    private void delivered(String target, DeliveryLog.Fate fate, String why) {
        if (fate != DeliveryLog.Fate.SENT) {
            err.println("note: " + target + " was not called: " + why);
        }
    }
}
