package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.List;
import java.util.function.Predicate;

/**
 * That a backup or a moment was restored before, as the key of its record says.
 *
 * @param subject the backup's id, or the moment's zxid in sixteen hex digits
 * @param epoch the epoch that the restored servers were given; 0 where they ran already, with one of their own
 */
public record PastRestore(String subject, long epoch) {

    /** The highest epoch that any of those restores was given that count, or one that is known to be as high. */
    static long highest(List<PastRestore> restores, Predicate<PastRestore> counts, long known) {
        return restores.stream()
                .filter(counts)
                .mapToLong(PastRestore::epoch)
                .filter(Fence::canBe)
                .reduce(known, Math::max);
    }

    /** Whether it was this backup that was restored. */
    public boolean isOf(BackupId backup) {
        return subject.equals(backup.value());
    }

    /** Whether it was this moment that was restored. */
    public boolean isOf(Zxid moment) {
        return subject.equals(moment.inKey());
    }
}
