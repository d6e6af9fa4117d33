package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the backups that are listed in a place say that its objects are: their manifests, and where one cannot be read, its
 * parts. Of links only those are named that backups made themselves.
 */
final class Named {

    private final Vault store;
    private final Layout layout;
    private final Map<ObjectKey, Entry> entries = new HashMap<>();
    private final List<Stretch> stretches = new ArrayList<>();

    /**
     * What an object is.
     *
     * @param manifest of the backup that names it
     * @param needed whether that backup cannot be restored without it; what a run stored may be rolled up since
     */
    record Entry(StoredPiece piece, ObjectKey manifest, boolean needed) {}

    /**
     * A stretch of a tape that a backup cannot be restored without, in links or runs.
     *
     * @param manifest of that backup
     */
    record Stretch(TapeName tape, Zxid after, Zxid through, ObjectKey manifest) {}

    private Named(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /** By the manifests that were listed there. */
    static Named in(Vault store, Layout layout, Inventory listed) throws IOException {
        Named named = new Named(store, layout);
        List<ObjectKey> manifests = listed.below(layout.manifests()).stream()
                .map(StoredObject::key)
                .filter(key -> Layout.manifestId(key).isPresent())
                .toList();
        AtOnce.each(manifests, named::parts, (key, parts) -> {
            parts.get().forEach(part -> named.add(key, part));
            return true;
        });
        return named;
    }

    Optional<StoredPiece> piece(ObjectKey key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::piece);
    }

    /** What backups cannot be restored without, and that was not listed. */
    List<Entry> lackedBy(Inventory listed) {
        return entries.values().stream()
                .filter(entry ->
                        entry.needed() && listed.size(entry.piece().key()).isEmpty())
                .sorted(Comparator.comparing(entry -> entry.piece().key()))
                .toList();
    }

    /** What backups cannot be restored without of tapes. */
    List<Stretch> stretches() {
        return List.copyOf(stretches);
    }

    private List<Part> parts(ObjectKey manifest) throws IOException {
        BackupId id = Layout.manifestId(manifest).orElseThrow();
        try {
            return Manifest.own(store, id, layout.cluster(), manifest, Json.bytes(store, manifest))
                    .parts();
        } catch (StoreException.NotFound gone) {
            return List.of();
        } catch (CorruptException | RefusedException unreadable) {
            return partsOf(id);
        }
    }

    private List<Part> partsOf(BackupId id) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (StoredObject object : store.list(layout.parts(id), "").all()) {
            if (layout.partNode(id, object.key()).isPresent()) {
                part(object.key()).ifPresent(parts::add);
            }
        }
        return parts;
    }

    /** One that is damaged, gone or nobody's says nothing. */
    private Optional<Part> part(ObjectKey key) throws IOException {
        try {
            return Optional.of(store.vouched(key, Part.class));
        } catch (CorruptException | RefusedException | StoreException.NotFound saysNothing) {
            return Optional.empty();
        }
    }

    private void add(ObjectKey manifest, Part part) {
        Needs.pieces(part).forEach(piece -> entries.put(piece.key(), new Entry(piece, manifest, true)));
        for (Share share : part.shares()) {
            if (share.standsOnTape()) {
                TapeName tape = new TapeName(part.node(), share.source(), share.tape());
                stretches.add(new Stretch(tape, share.replayAfter(), share.through(), manifest));
            }
        }
        part.shares().stream()
                .flatMap(share -> share.added().stream())
                .forEach(piece -> entries.putIfAbsent(piece.key(), new Entry(piece, manifest, false)));
    }
}
