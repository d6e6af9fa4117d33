package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Which backups there are, and what their manifests say. */
final class Backups {

    private static final Duration FAR_AHEAD = Duration.ofMinutes(1);

    private final Vault store;
    private final Layout layout;

    Backups(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    Manifest read(BackupId id) throws IOException {
        ObjectKey key = layout.manifest(id);
        Manifest manifest;
        try {
            manifest = store.vouched(key, Manifest.class);
        } catch (StoreException.NotFound e) {
            throw new StoreException.NotFound("there is no backup " + id + " of cluster " + layout.cluster() + " in "
                    + store.location() + "; 'keepsake list' shows what there is");
        }
        manifest.requireOwn(id, layout.cluster(), key);
        return manifest;
    }

    BackupId latest() throws IOException {
        List<BackupId> ids = ids();
        if (ids.isEmpty()) {
            throw new StoreException.NotFound("there is no backup of cluster " + layout.cluster() + " in "
                    + store.location() + "; are store and cluster the ones that the agent writes to?");
        }
        return ids.get(0);
    }

    /** Behind every id that is there of this second; ids that are far ahead are of a clock that was wrong. */
    BackupId byHand(String tail) throws IOException {
        Instant now = store.now().truncatedTo(ChronoUnit.SECONDS);
        Instant time = now;
        String before = layout.manifest(BackupId.ofSlot(now.minusSeconds(1))).value();
        for (StoredObject object : store.list(layout.manifests(), before).all()) {
            Instant taken = Layout.manifestId(object.key()).map(BackupId::slot).orElse(Instant.EPOCH);
            if (!taken.isBefore(time) && taken.isBefore(now.plus(FAR_AHEAD))) {
                time = taken.plusSeconds(1);
            }
        }
        return BackupId.byHand(time, tail);
    }

    Optional<Manifest> newest() throws IOException {
        for (BackupId id : ids()) {
            Optional<Manifest> manifest = listed(id).manifest();
            if (manifest.isPresent()) {
                return manifest;
            }
        }
        return Optional.empty();
    }

    void tidy(RandomGenerator random) throws IOException {
        List<StoredObject> objects = ListedBackups.of(store, layout).objects();
        if (new ManifestPacks(store, layout, ManifestPacks.Word.OF_THE_TRUSTED).lag(objects.size())
                >= ManifestPacks.WORTH_A_PACK) {
            ManifestReader reader = new ManifestReader(store, layout, ManifestPacks.Word.OF_THE_TRUSTED);
            reader.read(objects);
            reader.tidy(random);
        }
    }

    private Catalog.Listed listed(BackupId id) throws IOException {
        try {
            return new Catalog.Listed(id, Optional.of(read(id)), "");
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            return new Catalog.Listed(id, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private List<BackupId> ids() throws IOException {
        return ListedBackups.of(store, layout).ids();
    }
}
