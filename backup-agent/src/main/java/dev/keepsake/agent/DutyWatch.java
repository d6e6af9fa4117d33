package dev.keepsake.agent;

import dev.keepsake.job.Backoff;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A watch that sees to a duty whenever its schedule says so, or has none. Whatever becomes of one turn is no reason to end.
 * One thread does it all; other threads may ask it to stop or give it another duty.
 */
final class DutyWatch<D> implements WatchThread.Watch {

    /** However far the next slot is, this often the watch asks what time it is. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final Work<D> work;
    private final Bell bell;
    private final Teller teller;
    private final Backoff backoff;
    private volatile Optional<D> duty;
    private volatile boolean stopping;

    /** What is done, by one thread alone. */
    interface Work<D> {

        /**
         * Sees to what is due, and says how long to wait then.
         *
         * @param busy whether a backup of this process is under way
         */
        Duration turn(D duty, BooleanSupplier busy) throws IOException;

        /** There is no duty, so that nothing can be amiss with it. */
        void idle();

        /** A turn came to nothing; another one is tried soon. */
        void hindered(String why);
    }

    DutyWatch(Work<D> work, Bell bell, Teller teller, RandomGenerator random, Optional<D> duty) {
        this.work = work;
        this.bell = bell;
        this.teller = teller;
        this.backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), random);
        this.duty = duty;
    }

    @Override
    public void run(BooleanSupplier busy) throws IOException {
        while (!stopping) {
            Duration wait = turn(busy);
            if (!stopping) {
                bell.await(wait);
            }
        }
    }

    @Override
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /** Has another duty from the next turn on. */
    void follow(Optional<D> fresh) {
        duty = fresh;
        bell.ring();
    }

    private Duration turn(BooleanSupplier busy) throws IOException {
        Optional<D> now = duty;
        try {
            Duration wait = seeTo(now, busy);
            backoff.reset();
            return wait;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            work.hindered(String.valueOf(e.getMessage()));
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // whatever left this thread would end all of this for good, and nobody would be told
            teller.tell("mistake", "an unexpected failure", Map.of("exception", mistake));
            if (now.isPresent()) {
                work.hindered("unexpected failure: " + mistake);
            }
        }
        return backoff.next();
    }

    private Duration seeTo(Optional<D> now, BooleanSupplier busy) throws IOException {
        if (now.isPresent()) {
            return work.turn(now.get(), busy);
        }
        work.idle();
        return LONGEST_WAIT;
    }

    /** How long to wait for the next slot, from a moment on. */
    static Duration untilNext(Schedule schedule, Instant time) {
        return schedule.untilNext(time, SHORTEST_WAIT, LONGEST_WAIT);
    }
}
