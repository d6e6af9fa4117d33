package dev.keepsake.agent.metrics;

import dev.keepsake.store.StoreRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An agent's metrics: their values as others set them, and the text that Prometheus reads. May be used by any thread. */
public final class Metrics implements StoreRequests {

    /** The type of what {@link #scrape} gives. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String REQUEST_TIME = "keepsake.store.request";

    private final InstantSource clock;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Row, Value> values = new HashMap<>();
    private final List<Runnable> refreshing = new ArrayList<>();

    private record Row(Gauged what, List<String> labels) {}

    /** A value that is there as long as its meter is. */
    private static final class Value {
        private volatile double now;
        private final List<Meter> meters = new ArrayList<>(1);
    }

    /** The metrics of a node of a cluster, on a machine with this clock. */
    public Metrics(String cluster, String node, InstantSource clock) {
        this.clock = clock;
        registry.config().commonTags("cluster", cluster, "node", node);
        new JvmMemoryMetrics().bindTo(registry);
        LongLivedMemory memory = new LongLivedMemory();
        refreshing.add(() -> memory.tell(this));
        for (Kind kind : Kind.values()) {
            for (Outcome outcome : Outcome.values()) {
                // a counter that is first seen at one was never seen to grow
                count(Counted.REQUESTS, 0, kind.word(), outcome.word());
            }
        }
    }

    /** Says what a value is; the labels' values stand in the order of their names. */
    public synchronized void set(Gauged what, double value, String... labels) {
        Row row = new Row(what, List.of(labels));
        Value known = values.computeIfAbsent(row, none -> {
            Value fresh = new Value();
            fresh.meters.add(Gauge.builder(what.dotted(), fresh, holder -> holder.now)
                    .description(what.help())
                    .tags(tags(what.labels(), row.labels()))
                    .baseUnit(unit(what))
                    .register(registry));
            return fresh;
        });
        known.now = value;
    }

    /** Says when something was. */
    public void set(Gauged what, Instant moment, String... labels) {
        set(what, moment.toEpochMilli() / 1000.0, labels);
    }

    /** Says how long something is or takes. */
    public void set(Gauged what, Duration duration, String... labels) {
        set(what, duration.toMillis() / 1000.0, labels);
    }

    /** Leaves a value out from now on. */
    public void forget(Gauged what, String... labels) {
        drop(row -> row.what() == what && row.labels().equals(List.of(labels)));
    }

    /** Leaves out from now on what has another value for its only label. */
    public void keepOnly(Gauged what, Collection<String> labels) {
        drop(row -> row.what() == what && row.labels().stream().noneMatch(labels::contains));
    }

    private synchronized void drop(Predicate<Row> gone) {
        for (Row row : List.copyOf(values.keySet())) {
            Value value = gone.test(row) ? values.remove(row) : null;
            if (value != null) {
                value.meters.forEach(registry::remove);
            }
        }
    }

    /** Counts so many more of something. */
    public void count(Counted what, double more, String... labels) {
        Counter.builder(what.dotted())
                .description(what.help())
                .tags(tags(what.labels(), List.of(labels)))
                .baseUnit(what.isBytes() ? "bytes" : null)
                .register(registry)
                .increment(more);
    }

    /** From now on this is done before each scrape, to bring values up to date that nobody else does. */
    public synchronized void beforeScrape(Runnable refresh) {
        refreshing.add(refresh);
    }

    /** All of it in Prometheus' text format; {@link #CONTENT_TYPE} is its type. */
    public String scrape() {
        List<Runnable> before;
        synchronized (this) {
            before = List.copyOf(refreshing);
        }
        before.forEach(Runnable::run);
        age();
        set(Gauged.METRICS_WRITTEN, clock.instant());
        return registry.scrape();
    }

    private synchronized void age() {
        double now = clock.instant().toEpochMilli() / 1000.0;
        Map<List<String>, Double> moments = new HashMap<>();
        values.forEach((row, value) -> {
            if (row.what() == Gauged.RESTORABLE) {
                moments.put(row.labels(), value.now);
            }
        });
        moments.forEach(
                (labels, moment) -> set(Gauged.EXPOSURE, Math.max(0, now - moment), labels.toArray(String[]::new)));
    }

    @Override
    public void done(Kind kind, Outcome outcome, Duration took) {
        count(Counted.REQUESTS, 1, kind.word(), outcome.word());
        Timer.builder(REQUEST_TIME)
                .description("How long requests to the store took, by kind.")
                .tag("kind", kind.word())
                .register(registry)
                .record(took);
    }

    @Override
    public void sent(long bytes) {
        count(Counted.TRANSFERRED, (double) bytes, "sent");
    }

    @Override
    public void received(long bytes) {
        count(Counted.TRANSFERRED, (double) bytes, "received");
    }

    private static Tags tags(List<String> names, List<String> labels) {
        if (names.size() != labels.size()) {
            throw new IllegalArgumentException(names + " have the values " + labels);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < names.size(); i++) {
            tags = tags.and(Tag.of(names.get(i), labels.get(i)));
        }
        return tags;
    }

    private static @Nullable String unit(Gauged what) {
        return switch (what.unit()) {
            case NONE -> null;
            case SECONDS -> "seconds";
            case BYTES -> "bytes";
        };
    }
}
