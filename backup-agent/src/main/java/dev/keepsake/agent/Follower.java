package dev.keepsake.agent;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.FollowedTape;
import dev.keepsake.config.Version;
import dev.keepsake.job.Backoff;
import dev.keepsake.job.Following;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Follows one source, turn by turn, until it is told to stop. Whatever becomes of a turn is no reason to end. */
final class Follower {

    /** A turn that failed is tried again after no longer than this. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Nobody is told of a lag that is over by the time he looks. */
    static final Duration SHORTEST_TOLD_LAG = Duration.ofMinutes(1);

    /** So many times the lag that is allowed is told. */
    static final int TOLD_LAG = 10;

    /** How long a break is told after it was found. */
    static final Duration TOLD_BREAK = Duration.ofDays(1);

    private static final Duration SHORTEST_REST = Duration.ofMillis(50);

    private final Duty duty;
    private final Duration maxLag;
    private final ArtefactSource source;
    private final NightWatch.Tools tools;
    private final Pause pause;
    private final Turns turns;
    private final FollowRecord record;
    private final Alerts alerts;
    private final Backoff backoff;

    private Optional<ObjectStore> store = Optional.empty();
    private Optional<FollowedTape> tape = Optional.empty();
    private Optional<Following> following = Optional.empty();
    private volatile FollowState state;
    private Optional<Instant> broke = Optional.empty();
    private boolean failing;
    private long runs = -1;

    private boolean inTurn;
    private boolean stopping;
    private Optional<Workers.Worker> worker = Optional.empty();

    /** Takes what is wrong with one source, or that it is over. */
    @FunctionalInterface
    interface Alerts {

        /** Raises or clears an alarm as far as this source goes. */
        void set(Alarm alarm, Optional<String> reason);
    }

    /**
     * A follower of a source of this duty, which asks for sources to be followed.
     *
     * @param pause where it waits
     */
    Follower(
            Duty duty,
            ArtefactSource source,
            NightWatch.Tools tools,
            Pause pause,
            Turns turns,
            FollowRecord record,
            Alerts alerts) {
        this.duty = duty;
        this.maxLag = duty.maxLag().orElseThrow();
        this.source = source;
        this.tools = tools;
        this.pause = pause;
        this.turns = turns;
        this.record = record;
        this.alerts = alerts;
        this.backoff = new Backoff(Duration.ofMillis(500), LONGEST_WAIT, tools.random());
        this.state = record.resumed(now());
    }

    /** Follows until it is told to stop. */
    void run() {
        try {
            while (begins()) {
                Duration wait = turn();
                if (ends()) {
                    pause.of(wait);
                }
            }
        } catch (IOException interrupted) {
            // told to stop while it waited
        } finally {
            dropStore();
        }
    }

    /** Begins no turn from now on. A wait is cut short, a turn under way is not. */
    synchronized void stop() {
        stopping = true;
        if (!inTurn) {
            worker.ifPresent(Workers.Worker::interrupt);
        }
    }

    /** The name of the source. */
    String name() {
        return source.name();
    }

    /** How far it has come. */
    FollowState state() {
        return state;
    }

    /** Whoever runs it. */
    synchronized void runBy(Workers.Worker one) {
        worker = Optional.of(one);
        if (stopping && !inTurn) {
            one.interrupt();
        }
    }

    private synchronized boolean begins() {
        inTurn = !stopping;
        return inTurn;
    }

    private synchronized boolean isInTurn() {
        return inTurn;
    }

    /** Raises the alarm over a turn that does not come to its end; one that does raises or clears it itself. */
    void look() {
        Duration lag = state.lagSinceItBegan(now());
        if (isInTurn() && lag.compareTo(toldLag()) > 0) {
            alerts.set(
                    Alarm.FOLLOW_LAGGING,
                    Optional.of("nothing that was committed after " + state.told() + " is known to be stored: a turn is"
                            + " under way that has not come to its end: a large snapshot is being stored, or a disk does"
                            + " not answer"));
        }
    }

    private synchronized boolean ends() {
        inTurn = false;
        return !stopping;
    }

    /** Takes one turn, and says how long to wait before the next. */
    Duration turn() {
        Instant begun = now();
        try {
            Optional<Following.Turn> done = turns.turn(this::follow);
            if (done.isEmpty()) {
                note(state.troubled(now(), "waiting for a run that is under way"));
                return shortest(maxLag.dividedBy(10));
            }
            backoff.reset();
            well(done.get());
            return rest(Duration.between(begun, now()));
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()), e instanceof StoreException);
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // also a tree of a run beside it that took all memory: nobody else would begin this thread again
            tools.teller()
                    .tell("mistake", "an unexpected failure", Map.of("source", source.name(), "exception", mistake));
            return failed("unexpected failure: " + mistake, true);
        }
    }

    private Following.Turn follow(long runsSoFar) throws IOException {
        Following current = following.isPresent() ? following.get() : open();
        following = Optional.of(current);
        if (runsSoFar != runs) {
            current.lookAgain();
            runs = runsSoFar;
        }
        return current.turn();
    }

    private Following open() throws IOException {
        ObjectStore opened = duty.store().open();
        store = Optional.of(opened);
        FollowedTape followed = tape.isPresent()
                ? tape.get().over(opened)
                : FollowedTape.in(opened, duty.keys(), duty.cluster(), duty.node(), source.name(), tools.random());
        tape = Optional.of(followed);
        return new Following(
                new Catalog(opened, duty.keys(), duty.cluster(), tools.random()),
                followed,
                source,
                Version.current(),
                tools.clock());
    }

    private void well(Following.Turn turn) {
        if (failing) {
            failing = false;
            tell("follow", "following again", Map.of("source", source.name()));
        }
        turn.broke().ifPresent(this::tellBreak);
        turn.damage()
                .ifPresent(damage -> tell(
                        "damage",
                        "links cannot be rolled up; following goes on",
                        Map.of("source", source.name(), "reason", damage)));
        note(state.caughtUp(now(), turn.upTo(), turn.end(), turn.broke().isPresent()));
        if (broke.isPresent() && !now().isBefore(broke.get().plus(TOLD_BREAK))) {
            broke = Optional.empty();
            alerts.set(Alarm.TAPE_BROKEN, Optional.empty());
        }
    }

    private void tellBreak(FollowedTape.Break found) {
        broke = Optional.of(now());
        String reason = "tape " + found.ended() + " has ended and " + found.begun() + " has begun: " + found.why()
                + ". What lies between them cannot be restored from here; 'keepsake list --ranges' shows the edges";
        tell("break", "the tape has ended", Map.of("source", source.name(), "reason", reason));
        alerts.set(Alarm.TAPE_BROKEN, Optional.of(reason));
    }

    private Duration failed(String why, boolean ofTheStore) {
        if (!failing) {
            failing = true;
            tell("follow", "not following; trying again", Map.of("source", source.name(), "reason", why));
        }
        if (ofTheStore) {
            dropStore();
        }
        note(state.troubled(now(), why));
        return backoff.next();
    }

    /** What is written down, and whether somebody must be told that it lags. */
    private void note(FollowState now) {
        state = now;
        alerts.set(
                Alarm.FOLLOW_LAGGING,
                state.lagSinceItBegan(state.at()).compareTo(toldLag()) <= 0
                        ? Optional.empty()
                        : Optional.of("nothing that was committed after " + state.told() + " is known to be stored: "
                                + (state.trouble().isEmpty() ? "the last turn took that long" : state.trouble())));
        try {
            if (record.note(state)) {
                alerts.set(Alarm.STATE_DIR_FULL, Optional.empty());
            }
        } catch (IOException e) {
            alerts.set(
                    Alarm.STATE_DIR_FULL,
                    Optional.of("it cannot be written down how far sources are followed; following goes on: " + e));
        }
    }

    private Duration toldLag() {
        Duration most = maxLag.multipliedBy(TOLD_LAG);
        return most.compareTo(SHORTEST_TOLD_LAG) < 0 ? SHORTEST_TOLD_LAG : most;
    }

    /** So that a transaction that is committed right after the question is stored within the lag that is allowed. */
    private Duration rest(Duration took) {
        Duration left = maxLag.multipliedBy(4).dividedBy(5).minus(took.multipliedBy(2));
        Duration least = maxLag.dividedBy(10);
        return shortest(left.compareTo(least) < 0 ? least : left);
    }

    private static Duration shortest(Duration rest) {
        return rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
    }

    private void dropStore() {
        following = Optional.empty();
        Optional<ObjectStore> open = store;
        store = Optional.empty();
        try {
            if (open.isPresent()) {
                open.get().close();
            }
        } catch (StoreException broken) {
            // it is given up because it does not work, or because all is over
            store = Optional.empty();
        }
    }

    private void tell(String phase, String message, Map<String, Object> facts) {
        tools.teller().tell(phase, message, facts);
    }

    private Instant now() {
        return tools.clock().instant();
    }
}
