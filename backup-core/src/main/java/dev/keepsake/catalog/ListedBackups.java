package dev.keepsake.catalog;

import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The backups that were there at one moment, by their ids alone. What their manifests say is read as it is asked for: it never
 * changes, so whoever looks again and again need not read it again.
 */
public final class ListedBackups {

    private final Vault store;
    private final Layout layout;
    private final List<StoredObject> objects;

    private ListedBackups(Vault store, Layout layout, List<StoredObject> objects) {
        this.store = store;
        this.layout = layout;
        this.objects = objects;
    }

    static ListedBackups of(Vault store, Layout layout) throws IOException {
        List<StoredObject> newestFirst =
                new ArrayList<>(store.list(layout.manifests(), "").all());
        newestFirst.removeIf(object -> Layout.manifestId(object.key()).isEmpty());
        newestFirst.sort(Comparator.comparing(ListedBackups::id).reversed());
        return new ListedBackups(store, layout, List.copyOf(newestFirst));
    }

    private static BackupId id(StoredObject object) {
        return Layout.manifestId(object.key()).orElseThrow();
    }

    /** All of them, newest first. */
    public List<BackupId> ids() {
        return objects.stream().map(ListedBackups::id).toList();
    }

    /** Reads the manifests of some, newest first; a damaged one is among them, with its problem, and one that is gone is not. */
    public List<Catalog.Listed> read(Predicate<BackupId> wanted) throws IOException {
        List<StoredObject> some =
                objects.stream().filter(object -> wanted.test(id(object))).toList();
        return some.isEmpty()
                ? List.of()
                : new ManifestReader(store, layout, ManifestPacks.Word.OF_THE_TRUSTED)
                        .read(some).stream()
                                .map(one -> new Catalog.Listed(one.id(), one.manifest(), one.problem()))
                                .toList();
    }

    /** What all tapes hold, by their objects and by what these backups, which were read before, say of them. */
    public Coverage coverage(List<Catalog.Listed> backups, HistoryReader history) throws IOException {
        return new CoverageReader(store, layout, history).read(backups);
    }

    List<StoredObject> objects() {
        return objects;
    }
}
