package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets the runs of slots and the turns of followers have the tapes one after the other. In this process a run comes before
 * the next turn, and lets go of the tapes once it has its share; other processes are kept away by the lock of runs.
 *
 * <p>All of this process must come here: the system lets go of a lock when any descriptor of its file is closed.
 */
final class Turns {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int TRIES = 300;

    private final RunLock lock;
    private Optional<Closeable> held = Optional.empty();
    private int holders;
    private boolean taken;
    private int runsWaiting;
    private long runs;

    /** The tapes, as long as one run or turn has them. */
    private final class Floor implements Closeable {

        private boolean left;

        /** Lets others have the tapes; again is fine. */
        void leave() {
            synchronized (Turns.this) {
                taken = taken && left;
                left = true;
            }
        }

        @Override
        public void close() throws IOException {
            leave();
            letGo();
        }
    }

    /** The run of a slot. */
    @FunctionalInterface
    interface Run<T> {

        /** Does it; {@code done} may be called once nothing more is written to tapes. */
        T run(Runnable done) throws IOException;
    }

    /** The turn of a follower. */
    @FunctionalInterface
    interface Turn<T> {

        /** Takes it; {@code runs} is another number when a run had the tapes since. */
        T take(long runs) throws IOException;
    }

    Turns(RunLock lock) {
        this.lock = lock;
    }

    /** Where the lock is that keeps other processes away. */
    Path file() {
        return lock.file();
    }

    /** Does a run, after the turn under way; empty, with nothing done, when somebody keeps the tapes for half a minute. */
    <T> Optional<T> run(Pause pause, Run<T> run) throws IOException {
        Optional<Floor> got = await(pause);
        if (got.isEmpty()) {
            return Optional.empty();
        }
        Floor floor = got.get();
        try {
            return Optional.of(run.run(floor::leave));
        } finally {
            floor.close();
        }
    }

    /** Takes a turn; empty, with nothing done, when somebody has the tapes or a run waits for them. */
    <T> Optional<T> turn(Turn<T> turn) throws IOException {
        Optional<Floor> got = enter(false);
        if (got.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(turn.take(runsSoFar()));
        } finally {
            got.get().close();
        }
    }

    private Optional<Floor> await(Pause pause) throws IOException {
        waiting(1);
        try {
            Optional<Floor> got = enter(true);
            for (int tries = 1; got.isEmpty() && tries < TRIES; tries++) {
                pause.of(BETWEEN_TRIES);
                got = enter(true);
            }
            return got;
        } finally {
            waiting(-1);
        }
    }

    private synchronized void waiting(int more) {
        runsWaiting += more;
    }

    private synchronized long runsSoFar() {
        return runs;
    }

    private synchronized Optional<Floor> enter(boolean run) throws IOException {
        if (taken || (!run && runsWaiting > 0)) {
            return Optional.empty();
        }
        if (holders == 0) {
            held = lock.tryHold();
        }
        if (held.isEmpty()) {
            return Optional.empty();
        }
        holders++;
        taken = true;
        runs += run ? 1 : 0;
        return Optional.of(new Floor());
    }

    private synchronized void letGo() throws IOException {
        holders--;
        if (holders == 0 && held.isPresent()) {
            Closeable last = held.get();
            held = Optional.empty();
            last.close();
        }
    }
}
