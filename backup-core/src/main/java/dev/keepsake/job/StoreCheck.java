package dev.keepsake.job;

import dev.keepsake.catalog.ArchiveKeys;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.store.Capability;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoreTraits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Puts a store to what backups rely on, one thing after the other, on small objects below a prefix where nothing else is.
 * They are removed again, with what earlier looks left that were killed; where nobody may delete, they stay, and the next
 * look uses them again.
 */
public final class StoreCheck implements Closeable {

    private static final String DELETE = "delete";
    private static final String CLOCK = "clock";
    private static final int FEW = 2;
    private static final int SOME = 8;
    private static final int ROUNDS = 5;
    private static final int MORE_THAN_A_PAGE = 1100;
    /** Some stores tell the time to the second. */
    private static final Duration COARSENESS = Duration.ofSeconds(1);

    private final ObjectStore store;
    private final StoreTraits traits;
    private final InstantSource clock;
    private final String nonce;

    /** How much is tried. */
    public enum Depth {
        /** Some fifty small requests. */
        CHEAP,
        /** All but listings that take more than one page. */
        QUICK,
        /** All there is. */
        FULL
    }

    /**
     * What was found.
     *
     * @param left the keys that could not be removed, or were not to be
     */
    public record Report(String location, List<Capability> capabilities, List<String> left) {

        /** Keeps its own copies. */
        public Report {
            capabilities = List.copyOf(capabilities);
            left = List.copyOf(left);
        }

        /** Whether the store may hold backups. */
        public boolean usable() {
            return capabilities.stream().noneMatch(Capability::isBroken);
        }
    }

    /** A look at a store, which is closed with it. */
    public StoreCheck(ObjectStore store, StoreTraits traits, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.traits = traits;
        this.clock = clock;
        this.nonce = String.format(Locale.ROOT, "%016x", random.nextLong());
    }

    /**
     * Looks, and tells of each thing as soon as it was seen.
     *
     * @throws StoreException when the store is not reached, or nothing can be written to it
     */
    public Report run(Depth depth, Consumer<Capability> told) throws IOException {
        Instant now = store.now();
        CheckFolder own = CheckFolder.own(store, CheckLeavings.name(now, nonce));
        Capability deleting = deleting(own);
        boolean kept = deleting.standing() == Capability.Standing.NOT_HAD;
        CheckFolder folder = kept ? CheckFolder.kept(store) : own;
        List<Capability> capabilities = new ArrayList<>();
        Consumer<Capability> both = told.andThen(capabilities::add);
        List<String> left = new ArrayList<>();
        try {
            both.accept(deleting);
            left.addAll(kept ? List.of() : new CheckLeavings(store).remove(now));
            for (StoreTrial trial : trials(depth, folder, kept)) {
                both.accept(taken(trial));
            }
            if (depth != Depth.CHEAP) {
                traits.look(folder.key("traits")).forEach(both);
            }
        } finally {
            left.addAll(kept ? List.of(folder.prefix()) : removed(own));
        }
        return new Report(store.location(), capabilities, left);
    }

    /** What could not be removed; a failure here must not hide what was found before. */
    private static List<String> removed(CheckFolder own) throws IOException {
        try {
            return own.remove();
        } catch (StoreException failure) {
            return List.of(own.prefix());
        }
    }

    private List<StoreTrial> trials(Depth depth, CheckFolder folder, boolean kept) {
        boolean cheap = depth == Depth.CHEAP;
        ReadTrials reads = new ReadTrials(folder, kept);
        List<StoreTrial> trials = new ArrayList<>();
        trials.add(new RaceTrial(folder, nonce, kept, cheap ? FEW * 2 : SOME, cheap ? 1 : ROUNDS));
        trials.add(reads.readAfterWrite(cheap ? FEW : SOME));
        trials.add(reads.listAfterWrite(cheap ? FEW : SOME));
        trials.add(reads.ranges());
        if (!cheap) {
            SpeedTrials speed = new SpeedTrials(store, folder);
            trials.add(speed.large());
            trials.add(new ClockTrial());
            trials.add(speed.speed());
        }
        if (depth == Depth.FULL) {
            trials.add(new PagesTrial(folder, MORE_THAN_A_PAGE));
        }
        return trials;
    }

    private static Capability taken(StoreTrial trial) throws IOException {
        try {
            return trial.take();
        } catch (StoreException failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            return Capability.broken(trial.name(), String.valueOf(failure.getMessage()));
        }
    }

    /** Comes first: whoever may not delete leaves as little as possible, and this is where it shows whether it may write. */
    private Capability deleting(CheckFolder own) throws IOException {
        byte[] bytes = "this object may be deleted\n".getBytes(StandardCharsets.US_ASCII);
        CheckFolder kept = CheckFolder.kept(store);
        kept.putIfAbsent(DELETE, bytes);
        try {
            kept.delete(DELETE);
            own.putIfAbsent(DELETE, bytes);
            own.delete(DELETE);
        } catch (StoreException.Denied denied) {
            return Capability.notHad(
                    DELETE,
                    "denied, which is the better choice against intruders; 'prune' needs it, and so does following to"
                            + " remove links that were rolled up. What this check puts stays below "
                            + ArchiveKeys.STORE_CHECKS);
        } catch (StoreException failure) {
            return Capability.broken(DELETE, String.valueOf(failure.getMessage()));
        }
        return new ReadTrials(own, false).isGone(DELETE)
                ? Capability.ok(
                        DELETE,
                        "allowed, and what was deleted is gone; whoever has these credentials can delete backups, too")
                : Capability.broken(
                        DELETE,
                        "an object that was deleted is still read or listed: what 'prune' removed would be counted as"
                                + " there. This store must not hold backups");
    }

    /** How far this machine's clock is from the store's. */
    private final class ClockTrial implements StoreTrial {

        @Override
        public String name() {
            return CLOCK;
        }

        @Override
        public Capability take() throws IOException {
            Instant before = clock.instant().minus(COARSENESS);
            Instant now = store.now();
            Instant after = clock.instant().plus(COARSENESS);
            Duration skew = Duration.ZERO;
            if (now.isBefore(before) || now.isAfter(after)) {
                skew = now.isBefore(before) ? Duration.between(now, before) : Duration.between(after, now);
            }
            String seen = skew.toSeconds() + " s between this machine's clock and the store's";
            return skew.compareTo(Pruner.MOST_SKEW) <= 0
                    ? Capability.ok(CLOCK, seen)
                    : Capability.broken(
                            CLOCK,
                            seen + ", more than the " + Pruner.MOST_SKEW.toSeconds()
                                    + " s allowed: an agent here takes part in no schedule and prunes nothing. See to the"
                                    + " time synchronisation of this machine, or of the store's");
        }
    }

    @Override
    public void close() throws StoreException {
        store.close();
    }
}
