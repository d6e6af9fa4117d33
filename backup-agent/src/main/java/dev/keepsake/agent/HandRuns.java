package dev.keepsake.agent;

import dev.keepsake.agent.page.AgentNow.ByHand;
import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.Manifest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Backups of this node that somebody asks a running agent for: one at a time, made by the daemon's own thread between its
 * slots. May be asked by any thread.
 */
final class HandRuns {

    private final InstantSource clock;
    private final Bell bell;
    private final Teller teller;
    private Optional<ByHand> last = Optional.empty();
    private String label = "";

    /** {@code bell} wakes the thread that makes them, and {@code teller} is told of each when it is over. */
    HandRuns(InstantSource clock, Bell bell, Teller teller) {
        this.clock = clock;
        this.bell = bell;
        this.teller = teller;
    }

    /** Makes a backup under a label, if there is one. */
    @FunctionalInterface
    interface Run {

        /** Makes it. */
        Manifest make(Optional<String> label) throws IOException;
    }

    /** Asks for one; why there will be none, or nothing. */
    synchronized Optional<String> ask(Optional<String> wanted) {
        if (isIn(ByHand.State.WAITING) || isIn(ByHand.State.RUNNING)) {
            return Optional.of("a backup was asked for at " + last.orElseThrow().asked() + " and is not made yet");
        }
        label = wanted.orElse("");
        last = Optional.of(new ByHand(clock.instant(), ByHand.State.WAITING, label));
        bell.ring();
        return Optional.empty();
    }

    private boolean isIn(ByHand.State state) {
        return last.filter(one -> one.state() == state).isPresent();
    }

    /** Whether one was asked for and not begun. */
    synchronized boolean isWaiting() {
        return isIn(ByHand.State.WAITING);
    }

    /** What became of the one that was last asked for. */
    synchronized Optional<ByHand> last() {
        return last;
    }

    /**
     * Makes the one that was asked for. Whatever becomes of it is told to whoever asked, and stops no slot; only who ends
     * this thread does.
     */
    void make(Turns turns, Pause pause, Watchdog.Watched watched, Run run) throws IOException {
        note(ByHand.State.RUNNING, label);
        try {
            Optional<Manifest> made =
                    turns.run(pause, done -> run.make(Optional.of(label).filter(one -> !one.isEmpty())));
            end(
                    made.isPresent() ? ByHand.State.DONE : ByHand.State.FAILED,
                    made.map(backup -> "backup " + backup.id() + (backup.complete() ? "" : ", of this node alone"))
                            .orElse("another run of this agent was under way, holding " + turns.file()));
        } catch (IOException | RuntimeException | VirtualMachineError | LinkageError e) {
            boolean struck = watched.struck();
            end(
                    ByHand.State.FAILED,
                    struck ? "it took longer than 'max-duration' and was ended" : String.valueOf(e.getMessage()));
            if (!struck && Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    private void end(ByHand.State state, String words) {
        note(state, words);
        String message = state == ByHand.State.DONE ? "asked for and made" : "asked for and not made";
        teller.tell("by-hand", message, Map.of("kind", state, "result", words));
    }

    private synchronized void note(ByHand.State state, String words) {
        Instant asked = last.map(ByHand::asked).orElseGet(clock::instant);
        last = Optional.of(new ByHand(asked, state, words));
    }
}
