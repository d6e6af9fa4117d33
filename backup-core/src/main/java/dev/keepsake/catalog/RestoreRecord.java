package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * That a backup or a moment was restored, so that later restores of the same cluster start above its epoch.
 *
 * @param backup null when it was a moment between backups
 * @param moment null when it was a backup
 * @param epoch the epoch that the restored servers were given; 0 where they ran already, with one of their own
 * @param hash of the snapshot that was written; null where none was
 * @param target the running ensemble that it was restored into; null where it was a server's directory
 * @param host on which machine
 */
public record RestoreRecord(
        @Nullable BackupId backup,
        @Nullable Zxid moment,
        long epoch,
        @Nullable String hash,
        @Nullable String target,
        String host,
        Instant time) {

    /** Refuses a record of both, or of neither. */
    public RestoreRecord {
        if ((backup == null) == (moment == null)) {
            throw new IllegalArgumentException("a restore is of a backup or of a moment");
        }
        if ((hash == null) == (target == null)) {
            throw new IllegalArgumentException("a restore writes a snapshot or into a running ensemble");
        }
    }

    /** The same for an archive where no hash of content may stand in the clear. */
    RestoreRecord withoutHash() {
        return new RestoreRecord(backup, moment, epoch, hash == null ? null : "withheld", target, host, time);
    }

    /** Those of a cluster that can be read, the oldest of each epoch first. */
    static List<RestoreRecord> all(ObjectStore store, Layout layout, Predicate<PastRestore> wanted) throws IOException {
        List<RestoreRecord> all = new ArrayList<>();
        for (StoredObject object : store.list(layout.restores(), "").all()) {
            if (Layout.pastRestore(object.key()).filter(wanted).isPresent()) {
                try {
                    all.add(Json.read(store, object.key(), RestoreRecord.class));
                } catch (CorruptException | RefusedException | StoreException.NotFound unreadable) {
                    // it counts by its key alone, and tells nothing
                }
            }
        }
        return all;
    }

    /** What stands for it in a key. */
    String subject() {
        return backup != null ? backup.value() : moment == null ? "" : moment.inKey();
    }
}
