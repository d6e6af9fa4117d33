package dev.keepsake.agent;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Pruner;
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
final class PruneWatch implements DutyWatch.Work<PruneDuty> {

    private final Tools tools;
    private Optional<Instant> settled = Optional.empty();
    private Optional<String> kept = Optional.empty();

    /** What the watch needs of the world, so that a test can give it another one. */
    record Tools(InstantSource clock, Bell bell, RandomGenerator random, Alarms alarms, Teller teller) {}

    private PruneWatch(Tools tools) {
        this.tools = tools;
    }

    /** The watch over a duty. */
    static DutyWatch<PruneDuty> over(Optional<PruneDuty> duty, Tools tools) {
        return new DutyWatch<>(new PruneWatch(tools), tools.bell(), tools.teller(), tools.random(), duty);
    }

    @Override
    public void idle() {
        tools.alarms().clear(Alarm.PRUNE_STOPPED);
        settled = Optional.empty();
        kept = Optional.empty();
    }

    @Override
    public void hindered(String why) {
        tools.alarms().raise(Alarm.PRUNE_STOPPED, words(why));
    }

    private static String words(String why) {
        return "what is not kept stays, and backups go on: " + why;
    }

    @Override
    public Duration turn(PruneDuty now, BooleanSupplier busy) throws IOException {
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
            // what hindered a turn is over with the next one; what the last prune met lasts until another one
            tools.alarms().set(Alarm.PRUNE_STOPPED, kept.map(PruneWatch::words));
            return DutyWatch.untilNext(now.schedule(), catalog.now());
        }
    }

    /** What speaks against it is told, and looked at anew at the next slot. */
    private void prune(PruneDuty now, Catalog catalog, Instant slot) throws IOException {
        PruneJob job = new PruneJob(catalog, now.rules(), tools.clock(), now.node());
        try {
            Optional<PruneJob.Result> result = job.slot(slot, now.node());
            kept = result.flatMap(done -> done.pruned().words());
            result.ifPresent(done -> tell(slot, done.pruned()));
            if (result.isPresent() && result.get().pruned().changed()) {
                audit(catalog, slot, now.node(), result.get());
            }
        } catch (RefusedException reason) {
            kept = Optional.of(String.valueOf(reason.getMessage()));
        }
    }

    /** What was removed is removed, whatever becomes of this. */
    private void audit(Catalog catalog, Instant slot, String node, PruneJob.Result result) throws IOException {
        String outcome = result.isWhole() ? "done" : "in-part";
        String user = System.getProperty("user.name", "unknown");
        try {
            catalog.audit()
                    .note("prune", "slot " + slot, outcome, result.pruned().figures(), user, node);
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
}
