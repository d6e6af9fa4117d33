package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Removes what retention does not keep: first a tomb, at least {@link Grace#PERIOD} later the object, as long again later
 * the tomb. Several may do this at the same time, and any of them may end anywhere; the next run goes on.
 */
public final class Pruner {

    /** How far the clock of whoever removes something may be from the store's. */
    public static final Duration MOST_SKEW = Duration.ofSeconds(30);

    private static final int AT_A_TIME = 200;

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;
    private final StockReader reader;
    private final StockReader.Manifests manifests;
    private final Tombs tombs;
    private final Seen seen;
    private final AgreedTime time;

    Pruner(Vault store, Layout layout, StockReader.Manifests manifests, RandomGenerator random, InstantSource clock) {
        this.store = store;
        this.layout = layout;
        this.random = random;
        this.time = new AgreedTime(store, clock);
        this.manifests = manifests;
        this.reader = new StockReader(store, layout, manifests);
        this.tombs = new Tombs(store, layout);
        this.seen = new Seen(store, layout, random);
    }

    /** Refuses to go on when this machine's clock and the store's differ. */
    public void requireClock() throws IOException {
        time.now();
    }

    /**
     * What was done.
     *
     * @param denied how many objects the store kept though they should go; their tombs stay, so the next run tries again
     * @param reason what the store said of one of them; empty where it kept none
     */
    public record Pruned(int removed, long bytes, int condemned, int lifted, int denied, String reason) {

        /** Whether anything is other than before. */
        public boolean changed() {
            return removed + condemned + lifted > 0;
        }

        /** Whether the store removed all that was to go. */
        public boolean isWhole() {
            return denied == 0;
        }

        /** How much was done, in figures. */
        public String figures() {
            return removed + " objects removed, " + bytes + " bytes, " + condemned + " condemned, " + lifted
                    + " spared, " + denied + " kept by the store";
        }

        /** What is to be told of what the store kept, if it kept anything. */
        public Optional<String> words() {
            return denied == 0
                    ? Optional.empty()
                    : Optional.of("the store denies removing " + denied + " objects (" + reason
                            + "). They stay condemned, and the next prune tries again. Where objects are locked, they"
                            + " go when their locks end, and nothing is to be done; else see to it that these"
                            + " credentials may delete");
        }
    }

    /**
     * Looks, and says what would be done; changes nothing.
     *
     * @param believing takes the listing for true, though less is listed than was seen before
     */
    public PrunePlan plan(RetentionRules rules, boolean believing) throws IOException {
        // the clock first, then tombs: whatever is listed afterwards is newer than both
        Instant now = store.now();
        List<Tomb> there = tombs.read();
        Optional<SeenRecord> before = seen.newest();
        Stock stock = reader.read(now, Tombs.keys(there));
        return PrunePlan.of(stock, rules, there, before, believing);
    }

    /**
     * Does what a plan says that was just made. Tombs of what is needed are taken away in any case, nothing else where the
     * plan says why not.
     *
     * @param by who does it
     */
    public Pruned execute(PrunePlan plan, String by) throws IOException {
        Upgrade.requireAppendable(store);
        store.requireMayVouch("what a prune notes");
        requireFresh(plan.stock.now());
        if (!plan.hasShrunk()) {
            // before any tomb goes, since a tomb is what tells that something was removed by the rules
            seen.put(record(plan));
        }
        TombWriter writer = new TombWriter(store, layout, time, random, plan.newestTomb());
        lift(plan, writer, by);
        if (!plan.stops().isEmpty()) {
            return new Pruned(0, 0, 0, plan.lifted.size(), 0, "");
        }
        List<Tomb> left =
                plan.tombs.stream().filter(tomb -> !plan.lifted.contains(tomb)).toList();
        for (Tomb tomb : left) {
            if (tomb.since().isEmpty()) {
                writer.markSeen(tomb);
            }
        }
        List<StoredObject> removed = plan.mayRemove() ? plan.removed : List.of();
        noteHoles(plan, removed);
        Kept kept = new Kept();
        remove(removed, plan.stock.now(), kept);
        writer.bury(plan.buried.stream().map(one -> one.object().key()).toList(), by);
        clear(left, plan.stock, writer);
        manifests.tidy(random);
        return new Pruned(
                removed.size() - kept.objects,
                removed.stream().mapToLong(StoredObject::size).sum() - kept.bytes,
                plan.buried.size(),
                plan.lifted.size(),
                kept.objects,
                kept.reason);
    }

    /** Another run that does not know of it may still remove what a tomb is for, so all but what is needed gets one anew. */
    private void lift(PrunePlan plan, TombWriter writer, String by) throws IOException {
        writer.bury(plan.buriedAnew, by);
        for (Tomb tomb : plan.lifted) {
            writer.remove(tomb);
        }
    }

    /** A hole that is left in a tape on purpose must not look like damage. */
    private void noteHoles(PrunePlan plan, List<StoredObject> removed) throws IOException {
        Set<ObjectKey> gone = removed.stream().map(StoredObject::key).collect(Collectors.toSet());
        for (Stock.OfTape tape : plan.stock.tapes()) {
            for (Zxid[] hole : tape.holes(gone, this::end)) {
                ObjectKey key = layout.removed(tape.name(), hole[0], hole[1]);
                noteHole(key);
            }
        }
    }

    private Optional<Zxid> end(StoredObject link) throws IOException {
        try {
            return Optional.of(Link.look(store, link).through());
        } catch (CorruptException | RefusedException | StoreException.NotFound unsaid) {
            return Optional.empty();
        }
    }

    /** One that somebody else noted is as good, if readers believe him: its key says all there is to say. */
    private void noteHole(ObjectKey key) throws IOException {
        byte[] note = store.json(key, new TombMark(store.now()));
        try {
            SurePut.putIfAbsent(store, key, note);
        } catch (StoreException.AlreadyExists noted) {
            if (!new Removals(store, List.of(key)).count(key)) {
                store.delete(key);
                SurePut.putIfAbsent(store, key, note);
            }
        }
    }

    /** What the store did not let go: an object may be locked there, which must not keep others from being removed. */
    private static final class Kept {
        private int objects;
        private long bytes;
        private String reason = "";

        void add(StoredObject object, StoreException.Denied why) {
            objects++;
            bytes += object.size();
            reason = reason.isEmpty() ? String.valueOf(why.getMessage()) : reason;
        }
    }

    private void remove(List<StoredObject> objects, Instant begun, Kept kept) throws IOException {
        for (int from = 0; from < objects.size(); from += AT_A_TIME) {
            requireFresh(begun);
            delete(objects.subList(from, Math.min(objects.size(), from + AT_A_TIME)), kept);
        }
    }

    private void delete(List<StoredObject> objects, Kept kept) throws IOException {
        AtOnce.each(
                objects,
                object -> {
                    store.delete(object.key());
                    return true;
                },
                (object, answer) -> {
                    try {
                        return answer.get();
                    } catch (StoreException.Denied locked) {
                        kept.add(object, locked);
                        return true;
                    }
                });
    }

    private void requireFresh(Instant begun) throws IOException {
        Instant now = time.now();
        if (now.isAfter(begun.plus(Grace.LONGEST_RUN)) || now.isBefore(begun)) {
            throw new RefusedException("what this run saw at " + begun + " is too old to remove anything at " + now
                    + " by the store's clock; the next run goes on");
        }
    }

    private static SeenRecord record(PrunePlan plan) {
        return new SeenRecord(
                plan.stock.now(),
                plan.stock.backups().stream().map(Stock.OfBackup::id).sorted().toList(),
                plan.stock.holds().stream().sorted().toList());
    }

    /** Tombs of what was gone before this run began are done with, and go when nobody is left who may have seen it. */
    private void clear(List<Tomb> left, Stock stock, TombWriter writer) throws IOException {
        for (Tomb tomb : left) {
            boolean gone = tomb.keys().stream().noneMatch(stock.listed()::contains);
            if (gone && tomb.isOver(stock.now())) {
                writer.remove(tomb);
            } else if (gone && tomb.done().isEmpty()) {
                writer.markDone(tomb);
            }
        }
    }

    /** Claims a slot for its node: true for one of all that ask, and for the same one again. */
    public boolean claim(BackupId slot, String node) throws IOException {
        byte[] nonce = new byte[8];
        random.nextBytes(nonce);
        PruneClaim claim = new PruneClaim(slot, node, HexFormat.of().formatHex(nonce), time.now());
        try {
            ObjectKey key = new ObjectKey(layout.pruneClaims() + slot + ".json");
            SurePut.putIfAbsent(store, key, store.json(key, claim));
        } catch (StoreException.AlreadyExists another) {
            return false;
        }
        for (StoredObject object : store.list(layout.pruneClaims(), "").all()) {
            String name = object.key().value().substring(layout.pruneClaims().length());
            String id = name.substring(0, Math.max(0, name.indexOf('.')));
            if (BackupId.isId(id)
                    && new BackupId(id).slot().plus(Grace.PERIOD).isBefore(claim.time())
                    && !id.equals(slot.value())) {
                store.delete(object.key());
            }
        }
        return true;
    }

    /** Who sees to a slot. */
    record PruneClaim(BackupId slot, String node, String nonce, Instant time) {}
}
