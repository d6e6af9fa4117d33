package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.metrics.Textfile;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Expiry;
import dev.keepsake.config.SourceConfig;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Keeps an agent's metrics up to date, and writes them to a file where that is wanted. One thread does it all. */
final class MetricsWatch implements WatchThread.Watch {

    /** The file is written this often. */
    static final Duration BETWEEN_TEXTS = Duration.ofMinutes(1);

    /** What the configuration's own files say is looked at this often. */
    static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);

    private final Metrics metrics;
    private final InstantSource clock;
    private final Bell bell;
    private final Teller teller;
    private final AtomicReference<Optional<AgentConfig>> fresh;
    private volatile boolean stopping;
    private final Map<String, Instant> since = new HashMap<>();
    private Optional<AgentConfig> config = Optional.empty();
    private Instant looked = Instant.EPOCH;
    private String trouble = "";
    private String unwritten = "";

    MetricsWatch(Metrics metrics, InstantSource clock, Bell bell, Teller teller, AgentConfig config) {
        this.metrics = metrics;
        this.clock = clock;
        this.bell = bell;
        this.teller = teller;
        this.fresh = new AtomicReference<>(Optional.of(config));
    }

    @Override
    public void run(BooleanSupplier busy) throws IOException {
        while (!stopping) {
            turn(busy.getAsBoolean());
            if (!stopping) {
                bell.await(BETWEEN_TEXTS);
            }
        }
    }

    @Override
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /** Something has changed that is to be written down. */
    void writeSoon() {
        bell.ring();
    }

    /** Has another configuration from now on. */
    void follow(AgentConfig other) {
        fresh.set(Optional.of(other));
        bell.ring();
    }

    /** Brings all of it up to date once. */
    void turn(boolean busy) throws IOException {
        try {
            metrics.set(Gauged.AGENT_BUSY, busy ? 1 : 0);
            Optional<AgentConfig> other = fresh.getAndSet(Optional.empty());
            other.ifPresent(this::take);
            Instant now = clock.instant();
            if (other.isPresent() || now.isBefore(looked) || !now.isBefore(looked.plus(BETWEEN_LOOKS))) {
                looked = now;
                times(config.orElseThrow(), now);
            }
            tell("");
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            tell("what metrics say of the configuration's files stays as it was: " + e.getMessage());
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // whatever left this thread would end all metrics for good
            tell("an unexpected failure while metrics were gathered: " + mistake);
        }
        write();
    }

    private void take(AgentConfig other) {
        config = Optional.of(other);
        List<String> sources = other.sources().stream().map(SourceConfig::name).toList();
        since.keySet().retainAll(sources);
        sources.forEach(source -> {
            since.putIfAbsent(source, clock.instant());
            metrics.set(Gauged.SOURCE_SINCE, since.get(source), source);
        });
        metrics.keepOnly(Gauged.SOURCE_SINCE, sources);
        metrics.keepOnly(Gauged.FOLLOW_LAG, sources);
        if (other.daemon().follow().enabled()) {
            metrics.set(Gauged.FOLLOW_MAX_LAG, other.daemon().follow().maxLag());
        } else {
            metrics.forget(Gauged.FOLLOW_MAX_LAG);
            metrics.keepOnly(Gauged.FOLLOW_LAG, List.of());
        }
    }

    private void times(AgentConfig of, Instant now) throws IOException {
        metrics.forget(Gauged.SCHEDULE_PERIOD);
        metrics.forget(Gauged.SCHEDULE_NEXT);
        metrics.forget(Gauged.PROOF_PERIOD);
        if (of.schedule().isPresent()) {
            Schedule schedule = Duty.schedule(of);
            schedule.around(now).ifPresent(period -> metrics.set(Gauged.SCHEDULE_PERIOD, period));
            schedule.firstAfter(now).ifPresent(next -> metrics.set(Gauged.SCHEDULE_NEXT, next));
        }
        ProofDuty.of(of)
                .flatMap(duty -> duty.schedule().around(now))
                .ifPresent(period -> metrics.set(Gauged.PROOF_PERIOD, period));
        Map<String, Instant> ends = Expiry.of(of);
        metrics.keepOnly(Gauged.CERTIFICATE_END, ends.keySet());
        ends.forEach((file, end) -> metrics.set(Gauged.CERTIFICATE_END, end, file));
    }

    private void write() {
        Optional<AgentConfig> now = config;
        if (now.isEmpty() || now.get().daemon().reporting().textfile().isEmpty()) {
            return;
        }
        try {
            new Textfile(now.get().daemon().reporting().textfile().get()).write(metrics.scrape());
            unwritten = "";
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(unwritten)) {
                teller.tell("metrics", why, Map.of());
            }
            unwritten = why;
        }
    }

    private void tell(String what) {
        if (!what.isEmpty() && !what.equals(trouble)) {
            teller.tell("metrics", what, Map.of());
        }
        trouble = what;
    }
}
