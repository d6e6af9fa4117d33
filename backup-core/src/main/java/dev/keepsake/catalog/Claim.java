package dev.keepsake.catalog;

import java.time.Instant;
import java.util.List;

/**
 * That a node captures some of the cluster-wide sources for one backup.
 *
 * @param number its place among all claims for this backup, from 1
 * @param nonce makes it different from anybody else's
 * @param time when it was made, on the store's clock
 * @param sources what is claimed: nobody had claimed it before, or whoever had gave nothing
 */
public record Claim(BackupId backup, int number, String node, String nonce, Instant time, List<ClusterSource> sources) {

    /** Keeps its own copy. */
    public Claim {
        sources = List.copyOf(sources);
    }
}
