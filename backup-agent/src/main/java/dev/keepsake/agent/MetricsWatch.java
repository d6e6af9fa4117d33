package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.metrics.Textfile;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Expiry;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Keeps an agent's metrics up to date, and writes them to a file where that is wanted. One thread does it all. */
final class MetricsWatch implements WatchThread.Watch {

    /** The file is written this often. */
    static final Duration BETWEEN_TEXTS = Duration.ofMinutes(1);

    /** The archive is asked this often, and after each run. */
    static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);

    /** Where nobody has asked for metrics for so long, the archive is not asked for them. */
    static final Duration INTEREST = Duration.ofMinutes(15);

    private final Metrics metrics;
    private final ArchiveLook look;
    private final InstantSource clock;
    private final Bell bell;
    private final Teller teller;
    private volatile Optional<AgentConfig> fresh;
    private volatile boolean stopping;
    private volatile boolean asked = true;
    private volatile Instant scraped = Instant.EPOCH;
    private Optional<AgentConfig> config = Optional.empty();
    private volatile Instant looked = Instant.EPOCH;
    private String trouble = "";
    private String unwritten = "";

    MetricsWatch(Metrics metrics, ArchiveLook look, InstantSource clock, Bell bell, Teller teller, AgentConfig config) {
        this.metrics = metrics;
        this.look = look;
        this.clock = clock;
        this.bell = bell;
        this.teller = teller;
        this.fresh = Optional.of(config);
        metrics.beforeScrape(this::scraped);
    }

    /** Whoever asks once asks again: from the first time on there is something to be told. */
    private void scraped() {
        Instant now = clock.instant();
        scraped = now;
        if (!now.isBefore(looked.plus(BETWEEN_LOOKS))) {
            bell.ring();
        }
    }

    private boolean isWanted(Instant now) {
        return config.flatMap(one -> one.daemon().reporting().textfile()).isPresent()
                || now.isBefore(scraped.plus(INTEREST));
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

    /** Has another configuration from now on. */
    void follow(AgentConfig other) {
        fresh = Optional.of(other);
        lookSoon();
    }

    /** Something has changed in the archive. */
    void lookSoon() {
        asked = true;
        bell.ring();
    }

    /** Brings all of it up to date once. */
    void turn(boolean busy) throws IOException {
        try {
            metrics.set(Gauged.AGENT_BUSY, busy ? 1 : 0);
            Optional<AgentConfig> other = fresh;
            fresh = Optional.empty();
            other.ifPresent(this::take);
            Instant now = clock.instant();
            boolean due = asked || now.isBefore(looked) || !now.isBefore(looked.plus(BETWEEN_LOOKS));
            if (due && isWanted(now)) {
                asked = false;
                looked = now;
                times(config.orElseThrow(), now);
                look.look();
            }
            tell("");
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            tell("the archive cannot be asked for metrics, and those before stay: " + e.getMessage());
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // whatever left this thread would end all metrics for good
            tell("an unexpected failure while metrics were gathered: " + mistake);
        }
        write();
    }

    private void take(AgentConfig other) {
        config = Optional.of(other);
        ArchiveLook.Subject subject = ArchiveLook.Subject.of(other);
        look.follow(subject);
        metrics.keepOnly(Gauged.RESTORABLE, subject.sources());
        metrics.keepOnly(Gauged.EXPOSURE, subject.sources());
        metrics.keepOnly(Gauged.FOLLOW_LAG, subject.sources());
        metrics.set(Gauged.FOLLOW_MAX_LAG, other.daemon().follow().maxLag());
        if (!other.daemon().follow().enabled()) {
            metrics.forget(Gauged.FOLLOW_MAX_LAG);
        }
    }

    private void times(AgentConfig of, Instant now) throws IOException {
        metrics.forget(Gauged.SCHEDULE_PERIOD);
        metrics.forget(Gauged.SCHEDULE_NEXT);
        metrics.forget(Gauged.PROOF_PERIOD);
        if (of.schedule().isPresent()) {
            Schedule schedule = Duty.of(of).schedule();
            metrics.set(Gauged.SCHEDULE_PERIOD, period(schedule, now));
            schedule.firstAfter(now).ifPresent(next -> metrics.set(Gauged.SCHEDULE_NEXT, next));
        }
        ProofDuty.of(of).ifPresent(duty -> metrics.set(Gauged.PROOF_PERIOD, period(duty.schedule(), now)));
        Map<String, Instant> ends = Expiry.of(of);
        metrics.keepOnly(Gauged.CERTIFICATE_END, ends.keySet());
        ends.forEach((file, end) -> metrics.set(Gauged.CERTIFICATE_END, end, file));
    }

    /** The longer one of those around now. */
    private static Duration period(Schedule schedule, Instant now) {
        Duration last = schedule.lastUpTo(now).map(schedule::period).orElse(Duration.ZERO);
        Duration next = schedule.firstAfter(now).map(schedule::period).orElse(Schedule.LONE);
        return last.compareTo(next) > 0 ? last : next;
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
