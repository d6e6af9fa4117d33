package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.notice.DeliveryLog;
import dev.keepsake.agent.notice.Notifier;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Says to metrics and the heartbeat how a single run ended. What becomes of that does not change how it ended. */
final class OnceReport {

    private final AgentConfig config;
    private final PrintWriter err;

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

    /** Does a run, and tells how it ended. */
    ExitCode of(Run run) throws IOException {
        try {
            ExitCode code = run.run();
            tell(code);
            return code;
        } catch (IOException | RuntimeException e) {
            tell(ExitCode.of(e));
            throw e;
        }
    }

    private void tell(ExitCode code) {
        InstantSource clock = InstantSource.system();
        try (Notifier notifier = new Notifier(config.cluster(), config.node(), new SecureRandom(), this::delivered)) {
            notifier.follow(config.daemon().reporting());
            if (code == ExitCode.DONE) {
                notifier.beat(clock.instant());
            }
            write(code, clock);
        } catch (IOException | RuntimeException e) {
            err.println("note: metrics could not be written: " + e.getMessage());
        }
    }

    /** A daemon of this node writes the same file, and knows more. */
    private void write(ExitCode code, InstantSource clock) throws IOException {
        RunLock daemon = RunLock.ofDaemon(config.stateDir(), config.cluster(), config.node());
        if (config.daemon().reporting().textfile().isEmpty() || daemon.holder() == RunLock.Holder.SOMEBODY) {
            return;
        }
        Metrics metrics = new Metrics(config.cluster(), config.node(), clock);
        metrics.set(Gauged.ONCE_RUN, clock.instant());
        metrics.set(Gauged.ONCE_EXIT, code.code());
        new MetricsWatch(
                        metrics,
                        new ArchiveLook(metrics, clock, new SecureRandom()),
                        clock,
                        new PlainBell("nothing"),
                        (phase, message, facts) -> err.println("note: " + message),
                        config)
                .turn(false);
    }

    private void delivered(String target, DeliveryLog.Fate fate, String why) {
        if (fate != DeliveryLog.Fate.SENT) {
            err.println("note: " + target + " was not called: " + why);
        }
    }
}
