package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.time.Instant;

/**
 * A report of a look at a backup, as far as its key says it.
 *
 * @param ulid what tells it from others, and sorts after those before it
 * @param through the last transaction that was found good; {@code 0x0} when it is not good
 */
public record PastProof(ObjectKey key, BackupId backup, String ulid, Proof.Level level, boolean good, Zxid through) {

    /** When it was made, on the store's clock. */
    public Instant time() {
        return Ulid.timeOf(ulid);
    }
}
