package dev.keepsake.artefact;

import java.time.Instant;
import java.util.List;

/**
 * What a walk through a running ensemble came to. It is not one point in time: each znode is as it was at some moment
 * between the two ends.
 *
 * @param first the last transaction that the ensemble had when the walk began
 * @param last the same when it ended
 * @param begun when it began, on this machine's clock
 * @param below the path of everything that was read, {@code /} for all of the ensemble
 * @param znodes how many were read
 * @param vanished how many were there when their parent was read, and gone when they were to be read
 * @param reread how many were read more than once, since they changed meanwhile
 * @param unreadable those that may not be read, left out with all below them
 * @param masked those whose access lists the ensemble shows with passwords left out
 */
public record Walked(
        Zxid first,
        Zxid last,
        Instant begun,
        Instant ended,
        String below,
        long znodes,
        long vanished,
        long reread,
        Some unreadable,
        Some masked) {

    /**
     * Znodes of one kind.
     *
     * @param first the paths of the first few
     */
    public record Some(long count, List<String> first) {

        /** Keeps its own copy. */
        public Some {
            first = List.copyOf(first);
        }

        @Override
        public String toString() {
            return String.join(", ", first) + (count > first.size() ? " and " + (count - first.size()) + " more" : "");
        }
    }
}
