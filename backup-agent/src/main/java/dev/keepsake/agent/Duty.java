package dev.keepsake.agent;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.FollowConfig;
import dev.keepsake.config.ScheduleConfig;
import dev.keepsake.job.Schedule;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreRequests;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a daemon has to do: its configuration, as things that can be used.
 *
 * @param times the schedule as it was configured; empty when this agent has no slots
 * @param schedule the same, computed
 * @param maxLag how far the archive may be behind; empty when sources are not followed
 * @param maxDuration a run that takes longer gives up before its manifest
 * @param store opens the store anew each time
 * @param sources gives what is captured, anew for each run
 * @param keys with which what is stored is encrypted and signed
 */
record Duty(
        String cluster,
        String node,
        List<String> nodes,
        Optional<ScheduleConfig> times,
        Schedule schedule,
        Optional<Duration> maxLag,
        Duration maxDuration,
        Opening store,
        Supplier<List<Source>> sources,
        Keys keys) {

    /** One without keys. */
    Duty(
            String cluster,
            String node,
            List<String> nodes,
            Optional<ScheduleConfig> times,
            Schedule schedule,
            Optional<Duration> maxLag,
            Duration maxDuration,
            Opening store,
            Supplier<List<Source>> sources) {
        this(cluster, node, nodes, times, schedule, maxLag, maxDuration, store, sources, Keys.NONE);
    }

    /** Opens a store. */
    @FunctionalInterface
    interface Opening {

        /** Opens it; a failure leaves nothing open. */
        ObjectStore open() throws IOException;
    }

    /** Reads the configuration again. */
    @FunctionalInterface
    interface Reading {

        /** Reads it, or says all that is wrong with it. */
        Duty read() throws IOException;
    }

    /** Keeps its own copy. */
    Duty {
        nodes = List.copyOf(nodes);
    }

    /** The duty that a configuration means; refuses one that leaves nothing to do. */
    static Duty of(AgentConfig config) throws IOException {
        return of(config, same -> Assembly.sources(same, Pause.REAL));
    }

    /** The same with sources of somebody's choice. */
    static Duty of(AgentConfig config, Function<AgentConfig, List<Source>> sources) throws IOException {
        if (config.schedule().isEmpty()
                && config.verify().isEmpty()
                && config.prune().isEmpty()) {
            throw new RefusedException(
                    "the configuration has no 'schedule', so there is nothing to"
                            + " run by; add one, such as  schedule: {cron: \"0 0 3 * * ?\"}  or make single backups with"
                            + " 'keepsake-agent once'; 'verify' or 'prune' alone will do for an agent that only proves or prunes");
        }
        return new Duty(
                config.cluster(),
                config.node(),
                config.nodes(),
                config.schedule(),
                schedule(config),
                Optional.of(config.daemon().follow())
                        .filter(FollowConfig::enabled)
                        .map(FollowConfig::maxLag),
                config.daemon().maxDuration(),
                () -> store(config),
                () -> sources.apply(config),
                Assembly.keys(config));
    }

    /** When a configuration has backups made; for this no file of its keys is needed. */
    static Schedule schedule(AgentConfig config) {
        return config.schedule().map(Duty::computed).orElse(Schedule.NEVER);
    }

    private static Schedule computed(ScheduleConfig times) {
        try {
            return new CronSchedule(times.cron(), times.timeZone());
        } catch (ParseException e) {
            throw new IllegalStateException("the reader took this cron expression for good: " + times.cron(), e);
        }
    }

    /** Who captures nothing makes no store: one that is not there is an unmounted disk. */
    static ObjectStore store(AgentConfig config) throws IOException {
        return config.sources().isEmpty()
                ? Assembly.storeToRead(config.store())
                : Assembly.storeToWrite(config.store());
    }

    /** The same over stores whose requests are counted. */
    Duty counting(StoreRequests requests) {
        return new Duty(
                cluster,
                node,
                nodes,
                times,
                schedule,
                maxLag,
                maxDuration,
                () -> new CountedStore(store.open(), requests),
                sources,
                keys);
    }

    /** The schedule in words; the same words mean the same slots. */
    String scheduleWords() {
        return times.map(one -> one.cron() + " " + one.timeZone()).orElse("none");
    }

    /** Whether the other one is the same agent, so that the locks that are held are still the right ones. */
    boolean isSameAgentAs(Duty other) {
        return cluster.equals(other.cluster) && node.equals(other.node);
    }
}
