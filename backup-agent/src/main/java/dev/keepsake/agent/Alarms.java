package dev.keepsake.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The alarms that are raised now, each with its reason and since when. Told on when one is raised and cleared, and again
 * from time to time while it lasts. May be read by any thread.
 */
final class Alarms {

    /** An alarm that lasts is told again no more often than this. */
    static final Duration REPEAT = Duration.ofHours(6);

    private final InstantSource clock;
    private final Listener listener;
    private final Map<Alarm, Raised> raised = new EnumMap<>(Alarm.class);
    private final Map<Alarm, Instant> told = new EnumMap<>(Alarm.class);
    private final Set<Alarm> known = EnumSet.noneOf(Alarm.class);

    /** An alarm that lasts. */
    record Raised(Alarm alarm, String reason, Instant since) {}

    /** Is told what changes. */
    interface Listener {

        /** An alarm was raised, or still lasts. */
        void raised(Raised alarm, boolean again);

        /** An alarm is over. */
        void cleared(Raised alarm);
    }

    Alarms(InstantSource clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** Raises an alarm, or gives the reason anew for one that lasts. */
    synchronized void raise(Alarm alarm, String reason) {
        known.add(alarm);
        Instant now = clock.instant();
        Raised before = raised.get(alarm);
        Raised lasting = new Raised(alarm, reason, before == null ? now : before.since());
        raised.put(alarm, lasting);
        Instant last = told.get(alarm);
        if (before == null || last == null || !now.isBefore(last.plus(REPEAT)) || now.isBefore(last)) {
            told.put(alarm, now);
            listener.raised(lasting, before != null);
        }
    }

    /** Ends an alarm; one that is not raised is fine. */
    synchronized void clear(Alarm alarm) {
        known.add(alarm);
        Raised before = raised.remove(alarm);
        told.remove(alarm);
        if (before != null) {
            listener.cleared(before);
        }
    }

    /** Raises an alarm of before this was begun, unless it was raised or cleared since, which is newer. */
    synchronized void recall(Alarm alarm, String reason) {
        if (!known.contains(alarm)) {
            raise(alarm, reason);
        }
    }

    /** Ends an alarm, as if it had neither been raised nor cleared. */
    synchronized void forget(Alarm alarm) {
        clear(alarm);
        known.remove(alarm);
    }

    /** Raises or clears. */
    void set(Alarm alarm, Optional<String> reason) {
        reason.ifPresentOrElse(why -> raise(alarm, why), () -> clear(alarm));
    }

    /** What is raised now. */
    synchronized List<Raised> raised() {
        return List.copyOf(raised.values());
    }
}
