package dev.keepsake.catalog;

import dev.keepsake.job.BackupJob;
import dev.keepsake.job.SlotJob;
import dev.keepsake.testkit.Unwatched;
import java.time.Instant;
import java.util.Set;

/** Watchers that watch nothing. */
final class Watchers {

    static final BackupJob.Watcher NONE = new Unwatched();

    static final SlotJob.Watcher OF_SLOTS = new SlotJob.Watcher() {
        @Override
        public void capturingAgain(Instant until) {}

        @Override
        public void partPut(Part part, boolean earlier) {}

        @Override
        public void claimed(Claim claim) {}

        @Override
        public void claimedPartPut(Claim claim, Part part) {}

        @Override
        public void waiting(Set<String> nodes, Set<ClusterSource> sources, Instant due) {}
    };

    private Watchers() {}
}
