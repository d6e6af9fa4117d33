package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Knows, without asking the code under test, what must be there: looks at every object that is stored or removed, at the
 * moment when that happens.
 */
final class ModelOracle {

    final Map<BackupId, Instant> held = new HashMap<>();
    final Map<BackupId, Instant> proven = new HashMap<>();
    int manifestsRemoved;
    int piecesRemoved;
    int linksSwept;

    private final MemoryStore truth;
    private final Layout layout;
    private final ModelHistory history;
    private final RetentionRules rules;
    private final Map<ObjectKey, Manifest> manifests = new TreeMap<>();
    private final Map<ObjectKey, Zxid[]> pieces = new TreeMap<>();
    private final Map<ObjectKey, Zxid[]> bases = new TreeMap<>();

    /** Backups that a report calls good, from when it is stored: also where whoever wrote it never heard so. */
    private final Set<BackupId> reported = new HashSet<>();

    /** What its writer must take back at once. */
    private final Set<ObjectKey> withdrawn = new TreeSet<>();

    private final List<String> journal = new ArrayList<>();
    private Instant latest = Instant.MIN;

    ModelOracle(MemoryStore truth, Layout layout, ModelHistory history, RetentionRules rules) {
        this.truth = truth;
        this.layout = layout;
        this.history = history;
        this.rules = rules;
    }

    List<String> journal() {
        return journal;
    }

    Map<ObjectKey, Manifest> manifests() {
        return manifests;
    }

    void note(String what) {
        try {
            journal.add(truth.now() + " " + what);
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean exists(ObjectKey key) throws StoreException {
        return truth.list(key.value(), "")
                .next()
                .filter(found -> found.key().equals(key))
                .isPresent();
    }

    private Instant now() throws StoreException {
        Instant now = truth.now();
        latest = now.isAfter(latest) ? now : latest;
        return latest;
    }

    synchronized void stored(ObjectKey key) {
        stored(key, false);
    }

    /** {@code tookTooLong} where its writer was stopped since it looked for tombs, for so long that it must take it back. */
    synchronized void stored(ObjectKey key, boolean tookTooLong) {
        try {
            note("+ " + key);
            if (Layout.manifestId(key).isPresent()) {
                Manifest manifest = Json.read(truth, key, Manifest.class);
                if (tookTooLong && missing(manifest).isPresent()) {
                    note("must be withdrawn");
                    withdrawn.add(key);
                    return;
                }
                manifests.put(key, manifest);
                assertThat(missing(manifest))
                        .as("a backup that is put names what is not there")
                        .isEmpty();
                assertThat(captured(manifest))
                        .as("what one node captures for all in %s", manifest)
                        .doesNotHaveDuplicates();
            } else if (Layout.linkAfter(key).isPresent() || Layout.runRange(key).isPresent()) {
                long size = truth.list(key.value(), "").next().orElseThrow().size();
                Link link = Link.look(Vault.clear(truth), new StoredObject(key, size));
                pieces.put(key, new Zxid[] {link.after(), link.through()});
            } else {
                Layout.baseRange(key).ifPresent(range -> bases.put(key, range));
                Layout.pastProof(key).filter(PastProof::good).ifPresent(report -> reported.add(report.backup()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> captured(Manifest manifest) {
        List<String> captured = new ArrayList<>();
        manifest.documents().forEach(owned -> captured.add(owned.share().source()));
        manifest.shares().stream()
                .map(Manifest.NodeShare::share)
                .filter(Share::wasWalked)
                .forEach(share -> captured.add(share.source()));
        return captured;
    }

    /** What of a backup cannot be restored. */
    private Optional<String> missing(Manifest manifest) throws IOException {
        for (Part part : manifest.parts()) {
            for (ObjectKey key : Needs.namedBy(part)) {
                if (!exists(key)) {
                    return Optional.of(manifest.id() + " lacks " + key);
                }
            }
            for (Share share :
                    part.shares().stream().filter(Share::standsOnTape).toList()) {
                TapeName tape = new TapeName(part.node(), share.source(), share.tape());
                if (!covers(tape, share.replayAfter(), share.through())) {
                    return Optional.of(manifest.id() + " lacks links of " + tape + " from " + share.replayAfter()
                            + " to " + share.through());
                }
            }
        }
        return Optional.empty();
    }

    private boolean covers(TapeName tape, Zxid after, Zxid through) {
        Zxid reached = after;
        while (reached.compareTo(through) < 0) {
            Zxid from = reached;
            Optional<Zxid> next = pieces.entrySet().stream()
                    .filter(piece -> piece.getKey().value().startsWith(layout.tape(tape)))
                    .map(Map.Entry::getValue)
                    .filter(range -> range[0].compareTo(from) <= 0 && range[1].compareTo(from) > 0)
                    .map(range -> range[1])
                    .max(Zxid::compareTo);
            if (next.isEmpty()) {
                return false;
            }
            reached = next.get();
        }
        return true;
    }

    /** Looks whether anything is lost with a key, before it goes. */
    synchronized void requireUnneeded(ObjectKey key) {
        try {
            if (Layout.manifestId(key).isPresent() && manifests.containsKey(key)) {
                requireUnneeded(manifests.get(key));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void requireUnneeded(Manifest manifest) throws IOException {
        Instant now = now();
        Instant end = held.get(manifest.id());
        assertThat(end != null && end.isAfter(now))
                .as("%s is on hold until %s", manifest.id(), end)
                .isFalse();
        long newer = manifests.values().stream()
                .filter(other -> other.created().isAfter(manifest.created()))
                .count();
        assertThat(newer).as("%s is one of the last three", manifest.id()).isGreaterThanOrEqualTo(3);
        Optional<BackupId> newest = manifests.values().stream()
                .filter(other -> Optional.ofNullable(proven.get(other.id()))
                        .filter(since -> since.plus(Duration.ofHours(2)).isBefore(now))
                        .isPresent())
                .max(Comparator.comparing(Manifest::created))
                .map(Manifest::id);
        boolean newerReported = manifests.values().stream()
                .anyMatch(other -> other.created().isAfter(manifest.created()) && reported.contains(other.id()));
        assertThat(newest.equals(Optional.of(manifest.id())) && !newerReported)
                .as("%s is the newest proven one", manifest.id())
                .isFalse();
    }

    synchronized void deleted(ObjectKey key) {
        try {
            note("- " + key);
            withdrawn.remove(key);
            if (manifests.remove(key) != null) {
                manifestsRemoved++;
            }
            Optional<TapeName> tape = layout.tapeOf(key);
            List<Zxid> before = tape.isPresent() ? moments(tape.get()) : List.of();
            boolean piece = pieces.remove(key) != null;
            boolean base = bases.remove(key) != null;
            piecesRemoved += piece || base ? 1 : 0;
            if (key.value().contains("/backup/") || base || piece) {
                for (Manifest manifest : manifests.values()) {
                    assertThat(missing(manifest)).as("removed %s", key).isEmpty();
                }
            }
            if (tape.isPresent()) {
                assertThat(moments(tape.get()))
                        .as("moments since %s, after %s was removed", now().minus(rules.window()), key)
                        .containsAll(before);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The transactions of the window that the bases of a tape lead to. */
    private List<Zxid> moments(TapeName tape) throws IOException {
        Instant begin = now().minus(rules.window());
        String prefix = layout.tape(tape);
        List<Zxid> moments = new ArrayList<>();
        List<Zxid[]> own = pieces.entrySet().stream()
                .filter(piece -> piece.getKey().value().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
        Zxid end = own.stream().map(range -> range[1]).max(Zxid::compareTo).orElse(new Zxid(0));
        List<Zxid[]> reached = new ArrayList<>();
        for (Map.Entry<ObjectKey, Zxid[]> base : bases.entrySet()) {
            if (base.getKey().value().startsWith(prefix)) {
                Zxid start = base.getValue()[0];
                Zxid through = reach(own, start);
                reached.add(new Zxid[] {base.getValue()[1], through});
            }
        }
        for (long zxid = Zxid.of(1, 1).value(); zxid <= end.value(); zxid++) {
            Zxid moment = new Zxid(zxid);
            if (history.time(moment).isAfter(begin)
                    && reached.stream()
                            .anyMatch(range -> range[0].compareTo(moment) <= 0 && moment.compareTo(range[1]) <= 0)) {
                moments.add(moment);
            }
        }
        return moments;
    }

    private static Zxid reach(List<Zxid[]> pieces, Zxid after) {
        Zxid reached = after;
        while (true) {
            Zxid from = reached;
            Optional<Zxid> next = pieces.stream()
                    .filter(range -> range[0].compareTo(from) <= 0 && range[1].compareTo(from) > 0)
                    .map(range -> range[1])
                    .max(Zxid::compareTo);
            if (next.isEmpty()) {
                return reached;
            }
            reached = next.get();
        }
    }

    /** Everything that is listed restores. */
    void requireAllRestorable() throws IOException {
        assertThat(withdrawn).as("backups that had to be withdrawn").isEmpty();
        for (Manifest manifest : manifests.values()) {
            assertThat(missing(manifest)).isEmpty();
        }
    }
}
