package dev.keepsake.agent;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The store as the daemon knows it: open while it answers, opened anew after it failed. */
final class StoreContact implements Closeable {

    /** Some stores tell the time to the second. */
    private static final Duration COARSENESS = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final RandomGenerator random;
    private Optional<ObjectStore> store = Optional.empty();

    StoreContact(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * What the store's clock says.
     *
     * @param skew how far this machine's clock is from it, ahead or behind; what the question itself took does not count
     */
    record Reading(Instant now, Duration skew) {

        /** Whether that is too far for this agent to take part in a slot. */
        boolean isSkewed() {
            return skew.compareTo(NightWatch.MOST_SKEW) > 0;
        }

        /** What to do about it, if it is. */
        Optional<String> skewed() {
            return isSkewed()
                    ? Optional.of("this machine's clock is " + skew.toSeconds() + " s off the store's, more than the "
                            + NightWatch.MOST_SKEW.toSeconds()
                            + " s allowed: see to its time synchronisation. Until then"
                            + " this node backs itself up alone, and backups of the slots lack it")
                    : Optional.empty();
        }
    }

    /** Asks the store for the time. */
    Reading ask(Duty duty) throws IOException {
        ObjectStore asked = store.isPresent() ? store.get() : duty.store().open();
        store = Optional.of(asked);
        return ask(asked, clock);
    }

    /** Asks a store for the time, and compares. */
    static Reading ask(ObjectStore store, InstantSource clock) throws StoreException {
        Instant before = clock.instant();
        Instant now = store.now();
        Instant after = clock.instant();
        return new Reading(now, skew(before.minus(COARSENESS), now, after.plus(COARSENESS)));
    }

    private static Duration skew(Instant earliest, Instant now, Instant latest) {
        if (now.isBefore(earliest)) {
            return Duration.between(now, earliest);
        }
        return now.isAfter(latest) ? Duration.between(latest, now) : Duration.ZERO;
    }

    /** Whether the store that was asked last was not given up since. */
    boolean isOpen() {
        return store.isPresent();
    }

    /** The backups in the store that was asked last. */
    Catalog catalog(Duty duty) {
        ObjectStore open = store.orElseThrow(() -> new IllegalStateException("the store was not asked before"));
        return new Catalog(open, duty.keys(), duty.cluster(), random);
    }

    /** Where the store is that was asked last. */
    String location() {
        return store.orElseThrow(() -> new IllegalStateException("the store was not asked before"))
                .location();
    }

    /** Gives up what is open, so that the next question opens it anew. */
    void drop() {
        try {
            close();
        } catch (StoreException broken) {
            // it is given up because it does not work; what matters is that the next one is a new one
            store = Optional.empty();
        }
    }

    @Override
    public void close() throws StoreException {
        Optional<ObjectStore> open = store;
        store = Optional.empty();
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
