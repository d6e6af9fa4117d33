package dev.keepsake.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a backup must not be removed.
 *
 * @param reason why, in the words of whoever said so
 * @param until when it ends by itself, on the store's clock; null when it does not
 * @param host on which machine it was said
 * @param time when, on the store's clock
 */
public record Hold(
        BackupId backup,
        String cluster,
        String reason,
        @Nullable Instant until,
        String host,
        Instant time) {

    /** When it ends by itself. */
    public Optional<Instant> end() {
        return Optional.ofNullable(until);
    }

    /** Whether it still counts. */
    boolean isInForce(Instant now) {
        return until == null || now.isBefore(until);
    }
}
