package dev.keepsake.agent;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.job.Backoff;
import dev.keepsake.job.PruneJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The daemon's scheduled prunes: at each slot one agent of all, by claim, removes what is not kept. One that is missed is not
 * made up, since the next one does its work too.
 */
final class PruneWatch implements WatchThread.Watch {

    /** However far the next prune is, this often the watch asks what time it is. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final Tools tools;
    private final Backoff backoff;
    private volatile Optional<PruneDuty> duty;
    private volatile boolean stopping;
    private Optional<Instant> settled = Optional.empty();

    /** What the watch needs of the world, so that a test can give it another one. */
    record Tools(InstantSource clock, Bell bell, RandomGenerator random, Alarms alarms, Teller teller) {}

    PruneWatch(Tools tools, Optional<PruneDuty> duty) {
        this.tools = tools;
        this.duty = duty;
        this.backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), tools.random());
    }

    @Override
    public void run(BooleanSupplier busy) throws IOException {
        while (!stopping) {
            Duration wait = turn();
            if (!stopping) {
                tools.bell().await(wait);
            }
        }
    }

    @Override
    public void stop() {
        stopping = true;
        tools.bell().ring();
    }

    /** Has another duty from the next slot on. */
    void follow(Optional<PruneDuty> fresh) {
        duty = fresh;
        tools.bell().ring();
    }

    private Duration turn() throws IOException {
        Optional<PruneDuty> now = duty;
        if (now.isEmpty()) {
            tools.alarms().clear(Alarm.PRUNE_STOPPED);
            settled = Optional.empty();
            return LONGEST_WAIT;
        }
        try {
            return turn(now.get());
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return stopped(String.valueOf(e.getMessage()));
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // whatever left this thread would end all prunes for good, and nobody would be told
            tools.teller().tell("mistake", "an unexpected failure", Map.of("exception", mistake));
            return stopped("unexpected failure: " + mistake);
        }
    }

    private Duration turn(PruneDuty now) throws IOException {
        try (ObjectStore store = now.store().open()) {
            Catalog catalog = new Catalog(store, now.keys(), now.cluster(), tools.random());
            Instant time = catalog.now();
            Instant since = settled.orElse(time);
            settled = Optional.of(since);
            Optional<Instant> due = now.schedule().lastUpTo(time).filter(slot -> slot.isAfter(since));
            if (due.isPresent() && catalog.exists()) {
                prune(now, catalog, due.get());
            }
            settled = due.or(() -> settled);
            backoff.reset();
            return untilNext(now, catalog.now());
        }
    }

    /** What speaks against it is told, and looked at anew at the next slot. */
    private void prune(PruneDuty now, Catalog catalog, Instant slot) throws IOException {
        PruneJob job = new PruneJob(catalog, now.rules(), tools.clock(), now.node());
        try {
            Optional<PruneJob.Result> result = job.slot(slot, now.node());
            Optional<String> kept = result.flatMap(done -> done.pruned().words());
            kept.ifPresentOrElse(this::stopped, () -> tools.alarms().clear(Alarm.PRUNE_STOPPED));
            result.ifPresent(done -> tell(slot, done.pruned()));
            if (result.isPresent() && result.get().pruned().changed()) {
                audit(catalog, slot, now.node());
            }
        } catch (RefusedException reason) {
            stopped(String.valueOf(reason.getMessage()));
        }
    }

    /** What was removed is removed, whatever becomes of this. */
    private void audit(Catalog catalog, Instant slot, String node) throws IOException {
        try {
            catalog.audit().note("prune", "slot " + slot, "done", "", System.getProperty("user.name", "unknown"), node);
        } catch (StoreException e) {
            tools.teller()
                    .tell(
                            "audit",
                            "that this was removed could not be written into the archive",
                            Map.of("slot", slot, "reason", String.valueOf(e.getMessage())));
        }
    }

    private void tell(Instant slot, Pruner.Pruned pruned) {
        tools.teller()
                .tell(
                        "prune",
                        "what is not kept was removed",
                        Map.of(
                                "slot", slot,
                                "removed", pruned.removed(),
                                "bytes", pruned.bytes(),
                                "condemned", pruned.condemned(),
                                "spared", pruned.lifted(),
                                "denied", pruned.denied()));
    }

    private Duration stopped(String why) {
        tools.alarms().raise(Alarm.PRUNE_STOPPED, "what is not kept stays, and backups go on: " + why);
        return backoff.next();
    }

    private static Duration untilNext(PruneDuty now, Instant time) {
        Duration wait = now.schedule()
                .firstAfter(time)
                .map(slot -> Duration.between(time, slot))
                .filter(near -> near.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }
}
