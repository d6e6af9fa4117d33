package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.time.Instant;
import java.util.Optional;

/**
 * What an ensemble was right after one transaction.
 *
 * @param timeMillis that transaction's time on its leader's clock; 0 where no record says it, as for a base that nothing
 *     follows
 */
public record Moment(Zxid zxid, long timeMillis) {

    /** When that was, on the leader's clock. */
    public Optional<Instant> time() {
        return timeMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(timeMillis));
    }

    @Override
    public String toString() {
        return zxid + time().map(time -> " (" + time + ")").orElse("");
    }
}
