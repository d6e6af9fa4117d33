package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Proof;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The daemon's scheduled looks at the archive: each time the latest backup is verified, and drilled where that is wanted.
 * A backup of this process is given way to, object by object. Of several looks that were missed the last one is made up.
 */
final class ProofWatch implements DutyWatch.Work<ProofDuty> {

    private final Tools tools;
    private final ProofJournal journal;
    private final Map<Proof.Level, Freshness> freshness = new EnumMap<>(Proof.Level.class);

    /** What the watch needs of the world, so that a test can give it another one. */
    record Tools(Pause pause, Bell bell, Watchdog watchdog, RandomGenerator random, Alarms alarms, Teller teller) {}

    /** One of the two looks. */
    @FunctionalInterface
    private interface Look {
        ProofOutcome see() throws IOException;
    }

    private ProofWatch(Tools tools, ProofJournal journal) {
        this.tools = tools;
        this.journal = journal;
        // what the last looks found holds over a restart
        journal.newest().forEach(this::alarm);
    }

    /** The watch over a duty, which goes on from what is in a journal. */
    static DutyWatch<ProofDuty> over(Optional<ProofDuty> duty, ProofJournal journal, Tools tools) {
        return new DutyWatch<>(new ProofWatch(tools, journal), tools.bell(), tools.teller(), tools.random(), duty);
    }

    @Override
    public void idle() {
        List.of(Alarm.PROOF_FAILED, Alarm.DRILL_FAILED, Alarm.PROOF_OVERDUE, Alarm.PROOF_HINDERED)
                .forEach(tools.alarms()::clear);
    }

    @Override
    public void hindered(String why) {
        tools.alarms().raise(Alarm.PROOF_HINDERED, "no look at the archive can be made now; it is tried again: " + why);
    }

    @Override
    public Duration turn(ProofDuty now, BooleanSupplier busy) throws IOException {
        try (ObjectStore store = now.store().open()) {
            ObjectStore givingWay = new GivingWayStore(store, busy, tools.pause());
            Catalog catalog = new Catalog(givingWay, now.keys().read(), now.cluster(), tools.random());
            Instant time = catalog.now();
            journal.follow(now.scheduleWords(), time);
            Optional<Instant> due = now.schedule()
                    .lastUpTo(time)
                    .filter(slot -> journal.settled().filter(slot::isAfter).isPresent());
            if (due.isPresent()) {
                settle(now, catalog, due.get());
            }
            tools.alarms().set(Alarm.PROOF_OVERDUE, overdue(now, catalog));
            save();
            if (!journal.isUndone()) {
                tools.alarms().clear(Alarm.PROOF_HINDERED);
            }
            return DutyWatch.untilNext(now.schedule(), catalog.now());
        }
    }

    private void settle(ProofDuty now, Catalog catalog, Instant slot) throws IOException {
        ProofRun run = new ProofRun(now, catalog, slot);
        look(now, catalog, slot, now.level(), run::verify);
        if (now.drill().isPresent()) {
            look(now, catalog, slot, Proof.Level.DRILL, run::drill);
        }
        journal.settleThrough(slot);
    }

    /** One that was brought to an end before the other one was hindered is not repeated. */
    private void look(ProofDuty now, Catalog catalog, Instant slot, Proof.Level level, Look look) throws IOException {
        if (journal.outcomes().stream().anyMatch(one -> one.slot().equals(slot) && one.level() == level)) {
            return;
        }
        tools.teller().tell("proof", "look begun", Map.of("slot", slot, "level", level.word()));
        ProofOutcome outcome = watched(now, catalog, slot, level, look);
        journal.add(outcome);
        save();
        // first, since whoever is told goes by what is raised
        alarm(outcome);
        tools.teller()
                .tell(
                        "proof",
                        "look done",
                        Map.of(
                                "slot", slot,
                                "level", level.word(),
                                "kind", outcome.kind(),
                                "backup", outcome.backup(),
                                "reason", outcome.reason()));
    }

    private ProofOutcome watched(ProofDuty now, Catalog catalog, Instant slot, Proof.Level level, Look look)
            throws IOException {
        boolean struck = false;
        try (Watchdog.Watched watched = tools.watchdog().watch(now.longest())) {
            try {
                return look.see();
            } catch (IOException e) {
                struck = watched.struck();
                if (!struck) {
                    throw e;
                }
            }
        }
        return new ProofOutcome(
                slot,
                level,
                ProofOutcome.Kind.NOT_DONE,
                catalog.now(),
                "",
                "it took longer than 'max-duration' and was ended");
    }

    /** What was not done says nothing of what was found before. */
    private void alarm(ProofOutcome outcome) {
        Alarm failed = outcome.level() == Proof.Level.DRILL ? Alarm.DRILL_FAILED : Alarm.PROOF_FAILED;
        String what =
                "the look of " + outcome.slot() + ", level " + outcome.level().word();
        switch (outcome.kind()) {
            case GOOD -> tools.alarms().clear(failed);
            case FAILED ->
                tools.alarms()
                        .raise(failed, "something speaks against backup " + outcome.backup() + ": " + outcome.reason());
            case NOT_DONE ->
                tools.alarms().raise(Alarm.PROOF_HINDERED, what + ", came to nothing: " + outcome.reason());
        }
    }

    private Optional<String> overdue(ProofDuty now, Catalog catalog) throws IOException {
        Optional<String> look = overdue(now, catalog, now.level());
        return now.drill().isPresent() && look.isEmpty() ? overdue(now, catalog, Proof.Level.DRILL) : look;
    }

    private Optional<String> overdue(ProofDuty now, Catalog catalog, Proof.Level level) throws IOException {
        return freshness.computeIfAbsent(level, Freshness::ofLooks).stale(now.schedule(), catalog.now(), catalog);
    }

    private void save() {
        try {
            journal.save();
        } catch (IOException e) {
            // whoever is being ended may be interrupted in the midst of it, and the file is the one before
            if (!Thread.currentThread().isInterrupted()) {
                tools.alarms()
                        .raise(
                                Alarm.STATE_DIR_FULL,
                                "what became of looks at the archive cannot be written down, so the last one may be"
                                        + " repeated after a restart: " + e);
            }
        }
    }
}
