package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.time.Instant;
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

    /** What stands for it in a key. */
    String subject() {
        return backup != null ? backup.value() : moment == null ? "" : moment.inKey();
    }
}
