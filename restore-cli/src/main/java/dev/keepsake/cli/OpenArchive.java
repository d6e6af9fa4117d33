package dev.keepsake.cli;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Coverage;
import dev.keepsake.catalog.Disagreement;
import dev.keepsake.catalog.Fence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.VersionedStore;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** An archive opened to be read. */
final class OpenArchive implements Closeable {

    static final String LATEST = "latest";

    private final ArchiveConfig config;
    private final ObjectStore store;
    private final Catalog catalog;
    private final Catalog living;

    private OpenArchive(ArchiveConfig config, Keys keys, ObjectStore store) throws IOException {
        this.config = config;
        this.store = store;
        this.living = new Catalog(store, keys, config.cluster(), new SecureRandom());
        this.catalog = config.asOf().isEmpty()
                ? living
                : new Catalog(past(store, config.asOf().get()), keys, config.cluster(), new SecureRandom());
    }

    static OpenArchive open(ArchiveConfig config) throws IOException {
        Keys keys = Assembly.keys(config);
        ObjectStore store = Assembly.storeToRead(config.store());
        try {
            return new OpenArchive(config, keys, store);
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    private static ObjectStore past(ObjectStore store, Instant time) throws IOException {
        if (store instanceof VersionedStore versioned && versioned.keepsVersions()) {
            return versioned.asOf(time);
        }
        throw new RefusedException(
                store.location() + " keeps no versions of what was deleted or replaced, so it can only be read as it"
                        + " is, without --as-of. Buckets keep versions when their versioning is switched on");
    }

    /** The epoch to restore a backup with; of an archive as it was, also above what is known by now. */
    Fence fence(Manifest manifest) throws IOException {
        Fence fence = catalog.fence(manifest);
        return config.asOf().isEmpty() ? fence : living.raised(fence, one -> !one.isOf(manifest.id()));
    }

    /** The same of a moment. */
    Fence fence(Zxid moment, Coverage coverage) throws IOException {
        Fence fence = catalog.fence(moment, coverage);
        return config.asOf().isEmpty() ? fence : living.raised(fence, one -> !one.isOf(moment));
    }

    /** Where a restore is noted: in the archive as it is. */
    Catalog living() throws IOException {
        if (config.asOf().isPresent() && !living.exists()) {
            throw new StoreException.NotFound("there is no archive at " + location() + " any more");
        }
        return living;
    }

    ArchiveConfig config() {
        return config;
    }

    Catalog catalog() {
        return catalog;
    }

    boolean exists() throws IOException {
        return catalog.exists();
    }

    String location() {
        return store.location();
    }

    /** What the tapes hold. */
    Coverage coverage() throws IOException {
        requireExists();
        return catalog.coverage(Assembly.history());
    }

    /** The moments that can be restored, of the only ensemble or of the named tape. */
    Moments moments(Coverage coverage, Optional<String> tape) throws IOException {
        return catalog.moments(coverage, Assembly.history(), tape);
    }

    /** Refuses to take anything for the latest where the newest tapes of an ensemble disagree. */
    void requireConcord(String source) throws IOException {
        Optional<Disagreement> found = catalog.concord(Assembly.history()).of(source);
        if (found.isPresent()) {
            throw found.get().refusal();
        }
    }

    /** Refuses where there is no archive. */
    void requireExists() throws IOException {
        if (!exists()) {
            throw new StoreException.NotFound("there is no Keepsake archive at " + location()
                    + " (it has no keepsake.json); is the URL the one that the agent writes to, prefix included?");
        }
    }

    /** The backup that a word names: an id, or {@code latest}. */
    Manifest resolve(String moment) throws IOException {
        return catalog.read(id(moment));
    }

    /** The id that a word names, whether or not its backup can be read. */
    BackupId id(String moment) throws IOException {
        requireExists();
        if (moment.equals(LATEST)) {
            return catalog.latestId();
        }
        if (!BackupId.isId(moment)) {
            throw new StoreException.NotFound(
                    "'" + moment + "' is no backup id (they look like 20261122T030000Z) and not"
                            + " 'latest'; 'keepsake list' shows what there is");
        }
        return new BackupId(moment);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
