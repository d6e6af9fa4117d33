package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a server's records from a known beginning on: through the last one that is committed, or to the first step
 * that is not proven.
 *
 * @param after everything in the run is behind this zxid
 * @param start where its first record begins, or where it would begin
 * @param through the zxid of the last record; the beginning's when there is none after it
 * @param last the last record, null when there is none
 * @param unproven the record that is not proven to follow the last one, null when all are
 * @param more whether the log held a committed or uncommitted record behind the last when it was read
 * @param sawWatched whether the zxid watched for is one of its records
 * @param links how the run is cut into links, in order
 * @param damage why the last file could not be read further, empty when it ended as logs end
 */
record Captured(
        Zxid after,
        Place start,
        Zxid through,
        @Nullable LogRecord last,
        @Nullable LogRecord unproven,
        boolean more,
        boolean sawWatched,
        List<LinkPlan> links,
        String damage) {

    /** A place among the pinned logs. */
    record Place(int log, long offset) {}

    /** Keeps its own copy. */
    Captured {
        links = List.copyOf(links);
    }

    /** Why the run cannot be followed to its end, in words. */
    String whyBroken() {
        return unproven == null ? "" : whyUnproven(through, unproven.zxid());
    }

    /** Why one zxid is not proven to follow another, in words. */
    static String whyUnproven(Zxid through, Zxid next) {
        return "nothing proves that " + next + " follows " + through
                + (next.epoch() == through.epoch()
                        ? ": transactions in between are missing from the server's logs"
                        : ": its leader may have brought the server up to date without logging");
    }
}
