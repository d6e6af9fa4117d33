package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;

/**
 * That a backup or a moment was restored before, as the key of its record says.
 *
 * @param subject the backup's id, or the moment's zxid in sixteen hex digits
 * @param epoch the epoch that the restored servers were given; 0 where they ran already, with one of their own
 */
public record PastRestore(String subject, long epoch) {

    /** Whether it was this backup that was restored. */
    public boolean isOf(BackupId backup) {
        return subject.equals(backup.value());
    }

    /** Whether it was this moment that was restored. */
    public boolean isOf(Zxid moment) {
        return subject.equals(moment.inKey());
    }
}
