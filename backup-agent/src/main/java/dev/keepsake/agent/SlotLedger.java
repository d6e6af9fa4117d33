package dev.keepsake.agent;

import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which slots have their outcome, and which do not yet. A state directory that cannot be written is no reason to stop. */
final class SlotLedger {

    /** No more slots than this are looked into one by one after a long absence. */
    static final int MOST_AT_ONCE = 50;

    private final Journal journal;
    private final Alarms alarms;
    private final Teller teller;

    SlotLedger(Journal journal, Alarms alarms, Teller teller) {
        this.journal = journal;
        this.alarms = alarms;
        this.teller = teller;
    }

    /** Raises again what the last slot left behind: an alarm of a backup lasts until the next one, and not until a restart. */
    void remember() {
        List<SlotOutcome> known = isNew() ? List.of() : journal.outcomes();
        if (!known.isEmpty()) {
            SlotOutcome last = known.get(known.size() - 1);
            alarm(last).ifPresent(which -> alarms.raise(which, "slot " + last.slot() + ": " + last.reason()));
        }
    }

    private static Optional<Alarm> alarm(SlotOutcome outcome) {
        return switch (outcome.kind()) {
            case MISSED, FAILED -> Optional.of(Alarm.SLOT_MISSED);
            case LATE -> Optional.of(Alarm.LATE_PART);
            case BY_HAND -> Optional.empty();
            case BACKED_UP ->
                outcome.reason().startsWith(SlotOutcome.NOT_COMPLETE)
                        ? Optional.of(Alarm.BACKUP_INCOMPLETE)
                        : Optional.empty();
        };
    }

    /** Slots without an outcome up to now, oldest first. A daemon that was never here before begins with the last one. */
    List<Instant> unsettled(Schedule schedule, Instant now) {
        List<Instant> slots = new ArrayList<>();
        Optional<Instant> settled = journal.settled();
        Optional<Instant> slot = schedule.lastUpTo(now);
        while (slot.isPresent() && slots.size() < MOST_AT_ONCE) {
            if (settled.isPresent() && !slot.get().isAfter(settled.get())) {
                break;
            }
            slots.add(slot.get());
            if (settled.isEmpty()) {
                break;
            }
            slot = schedule.lastUpTo(slot.get().minusSeconds(1));
        }
        Collections.reverse(slots);
        return slots;
    }

    /**
     * Writes down that a daemon's time under this schedule begins with the last slot. It does so before it attempts
     * anything, or one that dies in its very first run would know nothing of the slots that it then misses.
     */
    void begin(Schedule schedule, Instant now) {
        Optional<Instant> before = schedule.lastUpTo(now).flatMap(last -> schedule.lastUpTo(last.minusSeconds(1)));
        if (isNew() && before.isPresent()) {
            journal.settleThrough(before.get());
            save(now);
        }
    }

    /** Whether any slot was ever settled under this schedule. */
    boolean isNew() {
        return journal.settled().isEmpty();
    }

    /** Keeps what became of a slot. */
    void settle(SlotOutcome outcome) {
        boolean nothing = outcome.kind() == SlotOutcome.Kind.MISSED || outcome.kind() == SlotOutcome.Kind.FAILED;
        teller.tell(
                "outcome",
                nothing ? "this slot has nothing from this node" : "slot done",
                Map.of("slot", outcome.slot(), "kind", outcome.kind(), "reason", outcome.reason()));
        alarms.set(
                Alarm.SLOT_MISSED,
                nothing ? Optional.of("slot " + outcome.slot() + ": " + outcome.reason()) : Optional.empty());
        journal.add(outcome);
    }

    /** A slot from before this agent's time needs no outcome. */
    void pass(Instant slot) {
        journal.settleThrough(slot);
    }

    /** The slots of another schedule are counted anew. */
    void follow(String schedule) {
        journal.follow(schedule);
    }

    /** Writes down what there is, and when this was. */
    void save(Instant now) {
        journal.see(now);
        try {
            journal.save();
            alarms.clear(Alarm.STATE_DIR_FULL);
        } catch (IOException e) {
            alarms.raise(
                    Alarm.STATE_DIR_FULL,
                    "the journal cannot be written, so reasons for missed slots would be lost in a restart; backups go"
                            + " on: " + e);
        }
    }
}
