package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that no tape holds.
 *
 * @param after they are behind this one; null when nothing is archived before them
 * @param through and the last of them is at or before this zxid
 * @param untilMillis when the first one behind them was made, on the leader's clock; 0 where that is not known
 */
public record Unarchived(@Nullable Moment after, Zxid through, long untilMillis) implements HistoryEntry {

    /** When the first transaction behind them was made. */
    public Optional<Instant> until() {
        return untilMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(untilMillis));
    }
}
