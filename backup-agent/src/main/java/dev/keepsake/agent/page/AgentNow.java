package dev.keepsake.agent.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a running agent stands at a moment.
 *
 * @param at that moment, on this machine's clock
 * @param startedAt since when it runs
 * @param nextRun when the next backup is due; empty without a schedule
 * @param nextLook when the next proof is due; empty without one
 * @param period how far backups are apart by the schedule; empty without one
 * @param busy whether a backup is under way
 * @param alarms what somebody must act on
 * @param followed the sources whose transactions are stored as they come
 * @param events what happened last, the newest first
 * @param byHand what became of the backup that was last asked for here
 */
public record AgentNow(
        String cluster,
        String node,
        String version,
        Instant at,
        Instant startedAt,
        Optional<Instant> nextRun,
        Optional<Instant> nextLook,
        Optional<Duration> period,
        boolean busy,
        List<Notice> alarms,
        List<Followed> followed,
        List<Event> events,
        Optional<ByHand> byHand) {

    /** Keeps its own copies. */
    public AgentNow {
        alarms = List.copyOf(alarms);
        followed = List.copyOf(followed);
        events = List.copyOf(events);
    }

    /**
     * An alarm that lasts.
     *
     * @param id its name for scripts
     * @param grave whether a restore may fail, or lose more than was agreed, because of it
     */
    public record Notice(String id, String reason, Instant since, boolean grave) {}

    /**
     * How far a source is followed.
     *
     * @param upTo what was committed before is stored
     * @param trouble why the last turn came to nothing; empty when it did not
     */
    public record Followed(String source, Instant upTo, long breaks, String trouble) {}

    /**
     * Something that happened.
     *
     * @param phase what kind of thing, one word
     * @param words what, and its facts
     */
    public record Event(Instant at, String phase, String words) {}

    /**
     * A backup that somebody asked for.
     *
     * @param state how far it has come
     * @param words its id, or why there is none
     */
    public record ByHand(Instant asked, State state, String words) {

        /** How far it has come. */
        public enum State {
            /** It has not begun. */
            WAITING,
            /** It is under way. */
            RUNNING,
            /** It exists. */
            DONE,
            /** There is none. */
            FAILED
        }
    }
}
