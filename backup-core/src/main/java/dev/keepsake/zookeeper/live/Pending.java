package dev.keepsake.zookeeper.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a walk has still to ask for, in the order in which it should. */
final class Pending {

    /** How many bytes of answers may be on their way; one that is larger comes alone. */
    private static final long MOST_BYTES = 32 << 20;

    private final Consumer<ZnodeReading> done;
    private final Frontier frontier = new Frontier();

    /** Znodes whose first step is over, and whose rest is still to come. */
    private final Deque<ZnodeReading> begun = new ArrayDeque<>();

    /** Znodes that changed while they were read. */
    private final Deque<ZnodeReading> changed = new ArrayDeque<>();

    /** Znodes whose answers were lost with a connection: any of them may be what ended it. */
    private final Deque<ZnodeReading> suspects = new ArrayDeque<>();

    private long bytes;

    /** {@code done} is what readings tell that a step is over. */
    Pending(Consumer<ZnodeReading> done) {
        this.done = done;
    }

    boolean isEmpty() {
        return begun.isEmpty() && changed.isEmpty() && suspects.isEmpty() && frontier.isEmpty();
    }

    /** Whether each is to be asked for alone, so that one that ends connections is found. */
    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    void add(String path) {
        changed.add(new ZnodeReading(path, done));
    }

    void addChildren(String path, List<String> names) {
        frontier.add(path, names);
    }

    void addBegun(ZnodeReading reading) {
        begun.add(reading);
    }

    void addChanged(ZnodeReading reading) {
        changed.add(reading);
    }

    void addSuspect(ZnodeReading reading) {
        suspects.add(reading);
    }

    /** Gives back what {@link #next} took for the rest of a znode. */
    void release(ZnodeReading reading) {
        bytes -= reading.expectedBytes();
    }

    /** What to ask for next; empty when there is nothing, or when something on its way must come first. */
    Optional<ZnodeReading> next() {
        ZnodeReading waiting = begun.peek();
        if (waiting != null && (bytes == 0 || bytes + waiting.expectedBytes() <= MOST_BYTES)) {
            bytes += waiting.expectedBytes();
            return Optional.of(begun.remove());
        }
        // what waits for room is not to become more and more
        if (waiting != null && begun.size() >= ReadingWindow.LARGEST) {
            return Optional.empty();
        }
        if (!suspects.isEmpty()) {
            return Optional.of(suspects.remove());
        }
        return changed.isEmpty()
                ? frontier.next().map(path -> new ZnodeReading(path, done))
                : Optional.of(changed.remove());
    }
}
