package dev.keepsake.catalog;

import dev.keepsake.store.StoredObject;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of an archive is still needed, and why.
 *
 * @param backups what becomes of each backup
 * @param unneeded objects that nothing needs, besides manifests of backups that are not kept
 * @param obstacle why nothing is said of objects of tapes; empty when there is no reason
 */
record Verdict(SortedMap<BackupId, Decision> backups, List<Unneeded> unneeded, String obstacle) {

    Verdict {
        backups = Collections.unmodifiableSortedMap(new TreeMap<>(backups));
        unneeded = List.copyOf(unneeded);
    }

    /**
     * What becomes of a backup.
     *
     * @param reasons why it is kept; where it is not, why not
     */
    record Decision(boolean kept, List<String> reasons) {

        Decision {
            reasons = List.copyOf(reasons);
        }
    }

    /** An object that nothing needs, and why. */
    record Unneeded(StoredObject object, String reason) {}
}
