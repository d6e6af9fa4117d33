package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.time.Instant;
import java.util.List;

/**
 * What was listed when something was removed last: what is missing in a later listing, and has no tomb, was not removed by
 * anybody who keeps the rules, so that listing is not to be believed.
 *
 * @param time on the store's clock
 * @param manifests of the backups that were there
 * @param holds that were there
 */
record SeenRecord(Instant time, List<BackupId> manifests, List<ObjectKey> holds) {

    SeenRecord {
        manifests = List.copyOf(manifests);
        holds = List.copyOf(holds);
    }
}
