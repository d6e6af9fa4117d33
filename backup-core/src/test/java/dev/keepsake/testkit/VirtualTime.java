package dev.keepsake.testkit;

import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Time that passes only while everybody waits. Actors are threads of which one runs at a time; when it waits, the clock
 * moves to the next moment at which somebody wakes. The same start always gives the same course.
 */
public final class VirtualTime {

    private final List<Actor> actors = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Semaphore handedBack = new Semaphore(0);
    private Instant now;
    private Instant end = Instant.MIN;

    /** The machine of an actor loses its power. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        /** Without a trace, since it is planned. */
        public Killed() {
            super("killed, as planned", null, false, false);
        }
    }

    /** What an actor does. */
    public interface Body {
        /** Does it all. */
        void run() throws IOException;
    }

    private record Event(Instant at, Runnable action) {}

    /** Time that begins at a moment. */
    public VirtualTime(Instant begin) {
        this.now = begin;
    }

    /** The time. */
    public synchronized Instant now() {
        return now;
    }

    /** At this moment this is done, while no actor runs. */
    public void at(Instant moment, Runnable action) {
        events.add(new Event(moment, action));
    }

    /** Lets somebody begin now. */
    public Actor start(String name, Body body) {
        Actor actor = new Actor(name, body);
        actors.add(actor);
        return actor;
    }

    /** Lets time pass until this moment; throws what an actor died of, unless it was killed. */
    public void runUntil(Instant moment) {
        end = moment;
        while (true) {
            Actor first = null;
            for (Actor actor : actors) {
                first = first == null || actor.wakes.isBefore(first.wakes) ? actor : first;
            }
            Event event = null;
            for (Event one : events) {
                event = event == null || one.at.isBefore(event.at) ? one : event;
            }
            if (event != null && (first == null || !event.at.isAfter(first.wakes)) && event.at.isBefore(end)) {
                moveTo(event.at);
                events.remove(event);
                event.action.run();
            } else if (first != null && first.wakes.isBefore(end)) {
                moveTo(first.wakes);
                first.proceed();
            } else {
                moveTo(end);
                return;
            }
        }
    }

    /** Whether nobody else would be up next, so that the clock may as well be moved without waking the one who moves it. */
    private boolean isNext(Actor self) {
        if (self.killed || !self.wakes.isBefore(end)) {
            return false;
        }
        boolean before = true;
        for (Actor actor : actors) {
            int order = actor.wakes.compareTo(self.wakes);
            if (actor == self) {
                before = false;
            } else if (order < 0 || (order == 0 && before)) {
                return false;
            }
        }
        return events.stream().allMatch(event -> event.at.isAfter(self.wakes));
    }

    private synchronized void moveTo(Instant moment) {
        now = moment.isAfter(now) ? moment : now;
    }

    /** Kills everybody, so that no thread is left. */
    public void end() {
        end = Instant.MIN;
        for (Actor actor : List.copyOf(actors)) {
            actor.kill();
            actor.proceed();
        }
    }

    /** Somebody who waits for time to pass. */
    public final class Actor implements Pause {

        private final Semaphore turn = new Semaphore(0);
        private Instant wakes;
        private boolean killed;
        private boolean over;
        private Throwable failure = new Killed();

        Actor(String name, Body body) {
            wakes = now();
            Thread thread = new Thread(
                    () -> {
                        turn.acquireUninterruptibly();
                        try {
                            if (!killed) {
                                body.run();
                            }
                        } catch (Throwable end) {
                            failure = end;
                        } finally {
                            over = true;
                            handedBack.release();
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
        }

        /** Dies at its next waiting, or at once when it waits. */
        public void kill() {
            killed = true;
            wakes = now();
        }

        /** Whether it has ended. */
        public boolean isOver() {
            return over;
        }

        @Override
        public void of(Duration duration) {
            wakes = now().plus(duration.isNegative() ? Duration.ZERO : duration);
            if (isNext(this)) {
                moveTo(wakes);
                return;
            }
            handedBack.release();
            turn.acquireUninterruptibly();
            if (killed) {
                throw new Killed();
            }
        }

        private void proceed() {
            turn.release();
            handedBack.acquireUninterruptibly();
            if (over) {
                actors.remove(this);
                if (!(failure instanceof Killed)) {
                    throw new AssertionError("an actor failed at " + now(), failure);
                }
            }
        }
    }
}
