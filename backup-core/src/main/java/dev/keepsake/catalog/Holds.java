package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which backups must not be removed, because somebody said so. A hold is never changed; that it is over is another object. */
public final class Holds {

    private static final String RECORD = ".json";
    private static final String RELEASED = ".released.json";

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;

    Holds(Vault store, Layout layout, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.random = random;
    }

    /** That a hold is over before its time. */
    record Release(BackupId backup, String host, Instant time) {}

    /**
     * A hold as it stands in the store.
     *
     * @param hold what it says; one that is damaged, or that nobody who is trusted has signed, holds for good
     */
    record Stored(ObjectKey key, BackupId backup, boolean released, Optional<Hold> hold) {

        boolean isInForce(Instant now) {
            return !released && hold.map(one -> one.isInForce(now)).orElse(true);
        }

        String words() {
            return hold.map(one ->
                            "on hold" + one.end().map(end -> " until " + end).orElse("") + ": " + one.reason())
                    .orElse("on hold, by a record that is damaged or not signed by anybody trusted: " + key);
        }
    }

    /**
     * Puts a backup on hold.
     *
     * @throws StoreException.NotFound when there is no such backup
     * @throws RefusedException when it may be removed at this very moment: the hold is stored and holds what is left, but
     *     nobody can promise that there is anything left
     */
    public Hold put(BackupId backup, String reason, @Nullable Instant until, String host) throws IOException {
        ObjectKey manifest = layout.manifest(backup);
        Upgrade.requireAppendable(store);
        store.requireMayVouch("a hold");
        requireListed(backup);
        Instant now = store.now();
        if (until != null && !now.isBefore(until)) {
            throw new RefusedException(
                    "a hold until " + until + " would be over already: the store's clock says " + now);
        }
        Hold hold = new Hold(backup, layout.cluster(), reason, until, host, now);
        ObjectKey key = key(backup, Ulid.at(now, random), RECORD);
        SurePut.putIfAbsent(store, key, store.json(key, hold));
        // who looks for holds from now on finds this one; who looked before can remove only what had a ripe tomb then
        Instant visible = store.now();
        for (Tomb tomb : new Tombs(store, layout).read()) {
            if (tomb.keys().contains(manifest) && tomb.mayBeOpened(visible)) {
                throw new RefusedException("backup " + backup + " was to be removed since "
                        + tomb.since().map(Instant::toString).orElse("some time ago")
                        + ", and may be going at this moment: the hold is noted, but look with 'keepsake verify "
                        + backup
                        + "' in an hour whether it came in time");
            }
        }
        requireListed(backup);
        return hold;
    }

    private void requireListed(BackupId backup) throws IOException {
        ObjectKey manifest = layout.manifest(backup);
        if (store.list(manifest.value(), "")
                .next()
                .filter(found -> found.key().equals(manifest))
                .isEmpty()) {
            throw new StoreException.NotFound("there is no backup " + backup + " of cluster " + layout.cluster()
                    + " in " + store.location() + "; 'keepsake list' shows what there is");
        }
    }

    /** Ends all holds of a backup, and says which there were in force. */
    public List<Hold> release(BackupId backup, String host) throws IOException {
        store.requireMayVouch("the end of a hold");
        Instant now = store.now();
        List<Hold> ended = new ArrayList<>();
        for (Stored one : read(layout.holds(backup))) {
            if (one.isInForce(now)) {
                String name = one.key().value();
                ObjectKey over = new ObjectKey(name.substring(0, name.length() - RECORD.length()) + RELEASED);
                release(over, new Release(backup, host, now));
                ended.add(one.hold().orElseGet(() -> new Hold(backup, layout.cluster(), "?", null, "?", now)));
            }
        }
        return ended;
    }

    private void release(ObjectKey over, Release release) throws IOException {
        try {
            SurePut.putIfAbsent(store, over, store.json(over, release));
        } catch (StoreException.AlreadyExists there) {
            if (!isReleased(over)) {
                throw new RefusedException(
                        over + " is there already, but is damaged, or nobody who is trusted has signed it; so the hold"
                                + " stays in force. Find out who put it there, delete it, and do this again");
            }
        }
    }

    /** The holds in force, by backup. */
    public SortedMap<BackupId, List<String>> inForce() throws IOException {
        Instant now = store.now();
        SortedMap<BackupId, List<String>> held = new TreeMap<>();
        for (Stored one : all()) {
            if (one.isInForce(now)) {
                held.computeIfAbsent(one.backup(), none -> new ArrayList<>()).add(one.words());
            }
        }
        return held;
    }

    /** All that were ever put on backups that are still there. */
    List<Stored> all() throws IOException {
        return read(layout.holds());
    }

    private List<Stored> read(String prefix) throws IOException {
        List<ObjectKey> records = new ArrayList<>();
        Set<String> released = new HashSet<>();
        for (StoredObject object : store.list(prefix, "").all()) {
            String name = object.key().value();
            if (Layout.holdId(object.key()).isEmpty()) {
                continue;
            }
            if (name.endsWith(RELEASED)) {
                released.add(name.substring(0, name.length() - RELEASED.length()));
            } else {
                records.add(object.key());
            }
        }
        List<Stored> holds = new ArrayList<>();
        for (ObjectKey key : records) {
            String name = key.value().substring(0, key.value().length() - RECORD.length());
            boolean over = released.contains(name) && isReleased(new ObjectKey(name + RELEASED));
            holds.add(new Stored(key, Layout.holdId(key).orElseThrow(), over, over ? Optional.empty() : read(key)));
        }
        return holds;
    }

    /** Whether somebody who may has said so; what is damaged or foreign releases nothing. */
    private boolean isReleased(ObjectKey over) throws IOException {
        try {
            return store.vouched(over, Release.class)
                    .backup()
                    .equals(Layout.holdId(over).orElseThrow());
        } catch (CorruptException | StoreException.NotFound unsaid) {
            return false;
        }
    }

    private Optional<Hold> read(ObjectKey key) throws IOException {
        try {
            Hold hold = store.vouched(key, Hold.class);
            boolean moved = !hold.backup().equals(Layout.holdId(key).orElseThrow());
            return moved ? Optional.empty() : Optional.of(hold);
        } catch (CorruptException | StoreException.NotFound unsaid) {
            return Optional.empty();
        }
    }

    private ObjectKey key(BackupId backup, String ulid, String kind) {
        return new ObjectKey(layout.holds(backup) + ulid + kind);
    }
}
