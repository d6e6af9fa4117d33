package dev.keepsake.catalog;

import dev.keepsake.artefact.TapeStart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one tape offers to a restore.
 *
 * @param begun on the store's clock; empty when what the tape says of itself cannot be read
 * @param reason why it began; empty like {@code begun}
 * @param explanation the reason in words, or what is wrong with them
 * @param ranges in order
 * @param helped what lies behind them and stands by other tapes' help, in order
 * @param gaps in order: before this tape's first range back to the tape before it, between its ranges, and behind the
 *     last where more was archived
 * @param problems what of this tape is missing or cannot be used, whether or not that leaves a gap
 */
public record TapeCoverage(
        TapeName name,
        Optional<Instant> begun,
        Optional<TapeStart.Reason> reason,
        String explanation,
        List<Range> ranges,
        List<Helped> helped,
        List<Gap> gaps,
        List<String> problems) {

    /** Keeps its own copies. */
    public TapeCoverage {
        ranges = List.copyOf(ranges);
        helped = List.copyOf(helped);
        gaps = List.copyOf(gaps);
        problems = List.copyOf(problems);
    }
}
