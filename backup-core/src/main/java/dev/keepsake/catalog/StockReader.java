package dev.keepsake.catalog;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Finds out what an archive holds: four listings, the manifests, and a few headers of what no backup names. What cannot be
 * listed or read because the store does not answer ends it, so that nothing is ever concluded from what was not seen.
 */
final class StockReader {

    /** From so many backups on it is worth to list several things at once. */
    private static final int MANY = 1000;

    private static final Comparator<TapeName> ORDER =
            Comparator.comparing(TapeName::node).thenComparing(TapeName::source).thenComparing(TapeName::id);

    private final Vault store;
    private final Layout layout;
    private final Manifests manifests;

    /** Tells what manifests say. */
    interface Manifests {

        /** Reads the manifests of these backups; one that is gone meanwhile is left out. */
        List<Reading> read(List<StoredObject> objects) throws IOException;

        /** Makes reading them again cheaper, if it was not. */
        void tidy(RandomGenerator random) throws IOException;
    }

    /**
     * What a manifest says.
     *
     * @param manifest empty when it cannot be read
     * @param unknown whether a later version wrote it
     * @param problem why it cannot be read; empty when it can
     */
    record Reading(BackupId id, ObjectKey key, Optional<Manifest> manifest, boolean unknown, String problem) {

        static Reading of(ObjectKey key, Manifest manifest) {
            return new Reading(manifest.id(), key, Optional.of(manifest), false, "");
        }

        static Reading not(BackupId id, ObjectKey key, boolean unknown, IOException why) {
            return new Reading(id, key, Optional.empty(), unknown, String.valueOf(why.getMessage()));
        }
    }

    StockReader(Vault store, Layout layout, Manifests manifests) {
        this.store = store;
        this.layout = layout;
        this.manifests = manifests;
    }

    /** What was listed below a prefix, or read. */
    private static final class Found {
        private final SortedMap<TapeName, List<StoredObject>> onTapes = new TreeMap<>(ORDER);
        private final SortedMap<BackupId, List<StoredObject>> parts = new TreeMap<>();
        private final SortedMap<BackupId, List<StoredObject>> reports = new TreeMap<>();
        private final SortedMap<BackupId, List<StoredObject>> holding = new TreeMap<>();
        private List<Holds.Stored> holds = List.of();
        private List<Reading> manifests = List.of();
    }

    /** A part of the looking. */
    @FunctionalInterface
    private interface Look {
        void into(Found found) throws IOException;
    }

    /** Looks at all there is; {@code condemned} are the objects that have a tomb. */
    Stock read(Instant now, Set<ObjectKey> condemned) throws IOException {
        Ages ages = new Ages(store, now);
        Found found = look();
        SortedMap<BackupId, List<StoredObject>> below = new TreeMap<>();
        for (SortedMap<BackupId, List<StoredObject>> kind : List.of(found.parts, found.reports, found.holding)) {
            kind.forEach((id, objects) ->
                    below.computeIfAbsent(id, none -> new ArrayList<>()).addAll(objects));
        }
        Set<ObjectKey> listed = new HashSet<>();
        found.onTapes.values().forEach(objects -> objects.forEach(object -> listed.add(object.key())));
        below.values().forEach(objects -> objects.forEach(object -> listed.add(object.key())));
        List<Stock.OfBackup> backups = backups(found, now);
        Set<TapeName> named = new HashSet<>();
        for (Stock.OfBackup backup : backups) {
            listed.add(backup.key());
            backup.manifest().ifPresent(manifest -> names(manifest, now.minus(Grace.PERIOD), named));
            below.remove(backup.id());
        }
        return new Stock(
                layout.cluster(),
                now,
                backups,
                tapes(found.onTapes, named, now, ages),
                loose(below, condemned, ages),
                found.holds.stream().map(Holds.Stored::key).collect(Collectors.toSet()),
                listed);
    }

    /** One after the other where there is little, else at once. */
    private Found look() throws IOException {
        Listing listing = store.list(layout.manifests(), "");
        List<StoredObject> objects = new ArrayList<>();
        listManifests(listing, objects, MANY);
        Found found = new Found();
        List<Look> looks = List.of(
                all -> {
                    listManifests(listing, objects, Integer.MAX_VALUE);
                    all.manifests = manifests.read(objects);
                },
                all -> collect(layout.ofBackups(), all.parts),
                all -> tapes(all.onTapes),
                all -> collect(layout.proofs(), all.reports),
                all -> collect(layout.holds(), all.holding),
                all -> all.holds = new Holds(store, layout, new Random(0)).all());
        if (objects.size() < MANY) {
            for (Look look : looks) {
                look.into(found);
            }
        } else {
            AtOnce.each(
                    looks,
                    look -> {
                        look.into(found);
                        return true;
                    },
                    (look, answer) -> answer.get());
        }
        return found;
    }

    private List<Stock.OfBackup> backups(Found found, Instant now) throws IOException {
        Map<BackupId, List<String>> held = new HashMap<>();
        for (Holds.Stored hold : found.holds) {
            if (hold.isInForce(now)) {
                held.computeIfAbsent(hold.backup(), none -> new ArrayList<>()).add(hold.words());
            }
        }
        List<Stock.OfBackup> backups = new ArrayList<>(found.manifests.stream()
                .map(one -> new Stock.OfBackup(
                        one.id(),
                        one.key(),
                        one.manifest(),
                        one.unknown(),
                        held.getOrDefault(one.id(), List.of()),
                        false))
                .sorted(Comparator.comparing(Stock.OfBackup::created).reversed())
                .toList());
        newestProven(backups, found.reports)
                .ifPresent(index -> backups.set(index, backups.get(index).asProven()));
        return backups;
    }

    /** Which of them, newest first, is the newest that was proven and that nothing since speaks against. Older reports are not read. */
    private Optional<Integer> newestProven(
            List<Stock.OfBackup> newestFirst, SortedMap<BackupId, List<StoredObject>> reports) throws IOException {
        Proofs proofs = new Proofs(store, layout, new Random(0));
        SortedMap<BackupId, List<PastProof>> told = Proofs.byBackup(reports.values().stream()
                .flatMap(List::stream)
                .map(StoredObject::key)
                .toList());
        for (int index = 0; index < newestFirst.size(); index++) {
            List<PastProof> some = told.getOrDefault(newestFirst.get(index).id(), List.of());
            // most have none, and what is told by keys alone needs no reading
            if (Standing.of(some).proven().isPresent() && isProven(proofs.vouched(some))) {
                return Optional.of(index);
            }
        }
        return Optional.empty();
    }

    private static boolean isProven(Standing standing) {
        return standing.proven().isPresent() && standing.failed().isEmpty();
    }

    /** Tapes that backups of the last days were made of are in use; of others it must be found out. */
    private static void names(Manifest manifest, Instant since, Set<TapeName> named) {
        for (Part part : manifest.parts()) {
            for (Share share : part.shares()) {
                if (Ulid.isUlid(share.tape()) && part.finished().isAfter(since)) {
                    named.add(new TapeName(part.node(), share.source(), share.tape()));
                }
            }
        }
    }

    /** Goes on with a listing until there are so many. */
    private static void listManifests(Listing listing, List<StoredObject> objects, int many) throws IOException {
        while (objects.size() < many) {
            Optional<StoredObject> next = listing.next();
            if (next.isEmpty()) {
                return;
            }
            if (Layout.manifestId(next.get().key()).isPresent()) {
                objects.add(next.get());
            }
        }
    }

    private void tapes(SortedMap<TapeName, List<StoredObject>> found) throws IOException {
        Listing listing = store.list(layout.allTapes(), "");
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            Optional<TapeName> tape = layout.tapeOf(next.get().key());
            if (tape.isPresent()) {
                found.computeIfAbsent(tape.get(), none -> new ArrayList<>()).add(next.get());
            }
        }
    }

    private List<Stock.OfTape> tapes(
            SortedMap<TapeName, List<StoredObject>> found, Set<TapeName> named, Instant now, Ages ages)
            throws IOException {
        List<Stock.OfTape> tapes = new ArrayList<>();
        List<TapeName> names = List.copyOf(found.keySet());
        for (int i = 0; i < names.size(); i++) {
            TapeName name = names.get(i);
            List<StoredObject> objects = found.getOrDefault(name, List.of());
            boolean newest = i + 1 == names.size()
                    || !names.get(i + 1).node().equals(name.node())
                    || !names.get(i + 1).source().equals(name.source());
            List<StoredObject> bases =
                    some(objects, key -> Layout.baseRange(key).isPresent());
            List<StoredObject> links =
                    some(objects, key -> Layout.linkAfter(key).isPresent());
            List<StoredObject> runs = some(objects, key -> Layout.runRange(key).isPresent());
            List<StoredObject> others = some(
                    objects,
                    key -> key.equals(layout.tapeJson(name))
                            || Layout.removedRange(key).isPresent());
            Instant used = newest && !named.contains(name) ? ages.of(name, List.of(bases, links, runs)) : now;
            tapes.add(new Stock.OfTape(name, bases, links, runs, others, used));
        }
        return tapes;
    }

    private static List<StoredObject> some(List<StoredObject> objects, Predicate<ObjectKey> which) {
        return objects.stream().filter(object -> which.test(object.key())).toList();
    }

    private void collect(String prefix, SortedMap<BackupId, List<StoredObject>> below) throws IOException {
        Listing listing = store.list(prefix, "");
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            String rest = next.get().key().value().substring(prefix.length());
            String id = rest.substring(0, Math.max(0, rest.indexOf('/')));
            if (BackupId.isId(id)) {
                below.computeIfAbsent(new BackupId(id), none -> new ArrayList<>())
                        .add(next.get());
            }
        }
    }

    private List<Stock.Loose> loose(SortedMap<BackupId, List<StoredObject>> below, Set<ObjectKey> condemned, Ages ages)
            throws IOException {
        List<Stock.Loose> loose = new ArrayList<>();
        for (Map.Entry<BackupId, List<StoredObject>> one : below.entrySet()) {
            boolean removed = condemned.contains(layout.manifest(one.getKey()));
            loose.add(new Stock.Loose(
                    one.getKey(),
                    one.getValue(),
                    removed ? Instant.EPOCH : ages.youngest(one.getKey(), one.getValue())));
        }
        return loose;
    }
}
