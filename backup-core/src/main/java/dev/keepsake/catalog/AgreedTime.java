package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The store's clock, as long as this machine's tells the same. Compared each time that something rests on it: behind one
 * name there may be several servers, each with a clock of its own.
 */
final class AgreedTime {

    private final ObjectStore store;
    private final InstantSource machine;

    AgreedTime(ObjectStore store, InstantSource machine) {
        this.store = store;
        this.machine = machine;
    }

    /** What time it is by the store's clock; refuses to say so where the two differ by more than {@link Pruner#MOST_SKEW}. */
    Instant now() throws IOException {
        Instant now = store.now();
        Duration skew = Duration.between(now, machine.instant()).abs();
        if (skew.compareTo(Pruner.MOST_SKEW) > 0) {
            throw new RefusedException("this machine's clock is " + skew.toSeconds()
                    + " s off the store's, more than the "
                    + Pruner.MOST_SKEW.toSeconds()
                    + " s allowed, so nothing is removed: nobody can tell which of the two"
                    + " is right. See to its time synchronisation; backups go on");
        }
        return now;
    }
}
