package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Has whatever a new backup needs stay locked for as long from now as was said. What was stored within the last period is
 * locked for long enough; of the rest each object is locked again in each period. Whoever puts the manifest does it just
 * before, so that what is listed is locked; and so what an earlier manifest needs was locked again until that was put.
 *
 * <p>What one object of this class has locked it does not lock again: to be used for hours at the most.
 */
final class Relocking {

    /** A base is replaced after a week where its server has another one, and a backup takes a day at the most. */
    static final Duration PERIOD = Duration.ofDays(8);

    private final Vault store;
    private final Layout layout;
    private final Locks locks;
    private final Set<Needed> done = new HashSet<>();

    /** What is needed together. */
    private interface Needed {

        /** Whether another backup needs all of it, too. */
        boolean by(Manifest manifest);

        /** Locks again what of it came of age since then. */
        void lock(Relocking locking, Instant before) throws IOException;
    }

    Relocking(Vault store, Layout layout, Locks locks) {
        this.store = store;
        this.layout = layout;
        this.locks = locks;
    }

    /** Locks again what came of age since a backup that needed the same was put. */
    void need(Manifest manifest) throws IOException {
        Map<Needed, Predicate<Manifest>> needed = new LinkedHashMap<>();
        for (Needed one : needed(manifest)) {
            if (!done.contains(one)) {
                needed.put(one, one::by);
            }
        }
        Map<Needed, Instant> last = new LastNeeded(store, layout, PERIOD).of(needed);
        for (Needed one : needed.keySet()) {
            one.lock(this, last.getOrDefault(one, Instant.EPOCH));
            done.add(one);
        }
        // what stands below its own id was stored for it, and is old only where that was long ago
        below(layout.parts(manifest.id()), "", Instant.EPOCH);
    }

    private Set<Needed> needed(Manifest manifest) {
        Set<Needed> needed = new LinkedHashSet<>(List.of(new Root()));
        for (Part part : manifest.parts()) {
            for (ObjectKey key : Needs.namedBy(part)) {
                if (!key.value().startsWith(layout.parts(manifest.id()))) {
                    needed.add(new Named(key));
                }
            }
            for (Share share : part.shares()) {
                if (share.standsOnTape()) {
                    needed.add(
                            new OnTape(new TapeName(part.node(), share.source(), share.tape()), share.replayAfter()));
                }
            }
        }
        return needed;
    }

    private void exactly(ObjectKey key, Instant before) throws IOException {
        below(key.value(), "", before);
    }

    private void below(String prefix, String startAfter, Instant before) throws IOException {
        locks.again(prefix, startAfter, PERIOD, before);
    }

    /** What every backup needs. */
    private record Root() implements Needed {

        @Override
        public boolean by(Manifest manifest) {
            return true;
        }

        @Override
        public void lock(Relocking locking, Instant before) throws IOException {
            locking.exactly(Layout.ARCHIVE, before);
            locking.below(Layout.KEYRINGS, "", before);
            locking.below(Layout.UPGRADES, "", before);
            locking.below(locking.layout.restores(), "", before);
        }
    }

    /** An object that was stored for an earlier backup. */
    private record Named(ObjectKey key) implements Needed {

        @Override
        public boolean by(Manifest manifest) {
            return manifest.parts().stream()
                    .anyMatch(part -> Needs.namedBy(part).contains(key));
        }

        @Override
        public void lock(Relocking locking, Instant before) throws IOException {
            locking.exactly(key, before);
        }
    }

    /** A tape behind a zxid. */
    private record OnTape(TapeName tape, Zxid after) implements Needed {

        @Override
        public boolean by(Manifest manifest) {
            return manifest.shares().stream()
                    .anyMatch(one -> one.share().standsOnTape()
                            && one.tape().equals(tape)
                            && one.share().replayAfter().compareTo(after) <= 0);
        }

        /** The link that holds the first needed transaction begins at or before it, and so does a run. */
        @Override
        public void lock(Relocking locking, Instant before) throws IOException {
            Layout layout = locking.layout;
            locking.exactly(layout.tapeJson(tape), before);
            String links = layout.links(tape);
            List<ObjectKey> upTo = locking.store.list(links, "").all().stream()
                    .map(object -> object.key())
                    .filter(key -> Layout.linkAfter(key)
                            .filter(begins -> begins.compareTo(after) < 0)
                            .isPresent())
                    .toList();
            locking.below(
                    links, upTo.size() < 2 ? "" : upTo.get(upTo.size() - 2).value(), before);
            locking.below(layout.runs(tape), "", before);
        }
    }
}
