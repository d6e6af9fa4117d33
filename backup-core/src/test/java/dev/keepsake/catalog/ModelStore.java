package dev.keepsake.catalog;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store as one process sees it: each request takes some time, in which others go on; some take long, some fail, and at
 * one of them the process may die, before or after it is carried out.
 */
final class ModelStore implements ObjectStore {

    private final MemoryStore store;
    private final ModelOracle oracle;
    private final VirtualTime.@Nullable Actor actor;
    private final Thread process;
    private final Random random;
    private final Trouble trouble;
    /** What it put itself, which it may take back. */
    private final Set<ObjectKey> own = new HashSet<>();

    /** When this process began its last request. */
    private Instant asked = Instant.EPOCH;

    /** When this process began the request before it looked for tombs last: what time it is. */
    private Instant looked = Instant.MAX.minus(Grace.LONGEST_RUN);

    /** From when it put a manifest late until it has seen whether it must take that back: nobody comes in between. */
    private boolean withdrawing;

    private int left;
    private volatile boolean dead;
    private volatile String pivot = "";

    /**
     * How bad the world is.
     *
     * @param crash how many requests a process lives for at most, if it dies
     * @param stallDays how long a process may be stopped at most
     */
    record Trouble(boolean crashes, int crash, boolean fails, int stallDays) {

        static final Trouble NONE = new Trouble(false, 0, false, 0);
    }

    /** A process dies. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("died, as planned", null, false, false);
        }
    }

    ModelStore(
            MemoryStore store, ModelOracle oracle, VirtualTime.@Nullable Actor actor, Random random, Trouble trouble) {
        this.store = store;
        this.oracle = oracle;
        this.actor = actor;
        this.process = Thread.currentThread();
        this.random = random;
        this.trouble = trouble;
        this.left = trouble.crashes() ? 1 + random.nextInt(trouble.crash()) : Integer.MAX_VALUE;
    }

    /** One without any trouble, and without waiting. */
    static ObjectStore plain(MemoryStore store, ModelOracle oracle) {
        return new ModelStore(store, oracle, null, new Random(0), Trouble.NONE);
    }

    /** Several requests at once count as one moment, or no course could be repeated. */
    private boolean isAlone() {
        return Thread.currentThread() == process;
    }

    /** A request on its way there. */
    private void step() throws StoreException {
        if (dead) {
            throw new Crash();
        }
        if (actor == null) {
            return;
        }
        if (!isAlone()) {
            return;
        }
        if (withdrawing) {
            return;
        }
        asked = store.now();
        actor.of(latency());
        if (--left == 0) {
            dead = true;
            throw new Crash();
        }
        if (trouble.fails() && random.nextInt(400) == 0) {
            throw new StoreException.Unavailable("failed as planned", null);
        }
    }

    /** Its answer. */
    private void back() throws StoreException {
        if (withdrawing || !isAlone()) {
            return;
        }
        if (--left == 0) {
            dead = true;
            throw new Crash();
        }
        if (trouble.fails() && random.nextInt(400) == 0) {
            throw new StoreException.OutcomeUnknown("the answer was lost, as planned", null);
        }
    }

    private Duration latency() {
        int dice = random.nextInt(1000);
        if (dice < 970) {
            return Duration.ofMillis(1 + random.nextInt(2000));
        }
        if (dice < 997) {
            return Duration.ofSeconds(1 + random.nextInt(1800));
        }
        return dice < 999 || trouble.stallDays() == 0
                ? Duration.ofMinutes(1 + random.nextInt(600))
                : Duration.ofMinutes(1 + random.nextInt(1440 * trouble.stallDays()));
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        ObjectWrite write = store.write(key);
        return new ObjectWrite() {
            @Override
            public void write(int b) throws IOException {
                write.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                write.write(bytes, offset, length);
            }

            @Override
            public void commit() throws StoreException {
                withdrawing = false;
                step();
                write.commit();
                oracle.stored(key);
                back();
            }

            @Override
            public void close() throws StoreException {
                write.close();
            }
        };
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        withdrawing = false;
        step();
        stallBefore(key);
        boolean stalled = store.now().isAfter(looked.plus(Grace.LONGEST_RUN));
        boolean there = oracle.exists(key);
        store.putIfAbsent(key, bytes);
        if (!there) {
            oracle.stored(key, stalled);
            own.add(key);
        }
        // to be stopped for days at one moment, and to die at the next one, is not what the protocol is proof against
        withdrawing = stalled && Layout.manifestId(key).isPresent();
        if (actor != null && isAlone() && key.value().endsWith(".part.json") && random.nextInt(3) == 0) {
            actor.of(Duration.ofMinutes(random.nextInt(660))); // what is captured is not named yet
        }
        back();
    }

    /** What was looked at before is long ago when these are put: that is what all the care is for. */
    private void stallBefore(ObjectKey key) {
        boolean critical = key.value().startsWith("prod/tomb/") || key.value().startsWith("prod/manifest/");
        if (actor == null || !isAlone() || trouble.stallDays() == 0 || !critical || random.nextInt(12) > 0) {
            return;
        }
        actor.of(Duration.ofMinutes(1 + random.nextInt(1440 * trouble.stallDays())));
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        step();
        return store.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        if (prefix.equals("prod/tomb/")) {
            looked = asked;
        }
        step();
        Listing listing = store.list(prefix, startAfter);
        return new Listing() {
            private int page;

            @Override
            public Optional<StoredObject> next() throws StoreException {
                if (++page % 20 == 0) {
                    step();
                }
                return listing.next();
            }
        };
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        if (isAlone()) {
            step();
            if (!own.contains(key)) {
                oracle.requireUnneeded(key);
            }
            store.delete(key);
            oracle.deleted(key);
            withdrawing = withdrawing && !own.contains(key);
            back();
        } else {
            deleteAmongOthers(key);
        }
    }

    /** Who dies among several requests has done those for smaller keys, so that it is the same each time. */
    private void deleteAmongOthers(ObjectKey key) throws StoreException {
        synchronized (oracle) {
            if (!pivot.isEmpty() && key.value().compareTo(pivot) >= 0) {
                dead = true;
                throw new StoreException.Unavailable("died among others, as planned", null);
            }
            oracle.requireUnneeded(key);
            store.delete(key);
            oracle.deleted(key);
        }
    }

    /** Makes it die when it removes several things at once, at this key. */
    void diesAmongOthers(String key) {
        pivot = key;
    }

    @Override
    public Instant now() throws StoreException {
        step();
        return store.now();
    }

    @Override
    public String location() {
        return "model:";
    }

    @Override
    public void close() {}
}
