package dev.keepsake.job;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.PrunePlan;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.catalog.RetentionRules;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Removes what the rules do not keep. Nothing is removed by a machine whose clock and the store's differ, since one of the
 * two is wrong and nobody can tell which.
 */
public final class PruneJob {

    private final Catalog catalog;
    private final RetentionRules rules;
    private final InstantSource clock;
    private final String by;

    /**
     * What to do.
     *
     * @param plan the name of the plan that was shown, which alone is executed
     * @param believing whether a listing is believed that is shorter than what was seen before
     */
    public record Request(String plan, boolean believing) {}

    /** What was done, by which plan. */
    public record Result(PrunePlan plan, Pruner.Pruned pruned) {

        /** Whether all that the plan says was done. */
        public boolean isWhole() {
            return plan.stops().isEmpty() && pruned.isWhole();
        }
    }

    /** A job by somebody, with this machine's clock. */
    public PruneJob(Catalog catalog, RetentionRules rules, InstantSource clock, String by) {
        this.catalog = catalog;
        this.rules = rules;
        this.clock = clock;
        this.by = by;
    }

    /** Says what would be done, and changes nothing. */
    public PrunePlan plan(boolean believing) throws IOException {
        return pruner().plan(rules, believing);
    }

    /** Does what was shown, or refuses when that is not what would be done now. */
    public Result execute(Request request) throws IOException {
        Pruner pruner = pruner();
        pruner.requireClock();
        PrunePlan plan = pruner.plan(rules, request.believing());
        if (!plan.id().equals(request.plan())) {
            throw new RefusedException("the archive is not what it was when plan " + request.plan()
                    + " was shown, or other rules hold now: the plan would be " + plan.id()
                    + ", and nothing was removed. Look at it with 'keepsake prune'");
        }
        return new Result(plan, pruner.execute(plan, by));
    }

    /**
     * Sees to a slot, unless another node has claimed it; then there is no result.
     *
     * @throws RefusedException when something speaks against removing anything
     */
    public Optional<Result> slot(Instant slot, String node) throws IOException {
        Pruner pruner = pruner();
        pruner.requireClock();
        if (!pruner.claim(BackupId.ofSlot(slot), node)) {
            return Optional.empty();
        }
        PrunePlan plan = pruner.plan(rules, false);
        Result result = new Result(plan, pruner.execute(plan, by));
        if (!plan.stops().isEmpty()) {
            throw new RefusedException(Guard.PRUNE_STOPPED, "nothing was removed: " + String.join("; ", plan.stops()));
        }
        return Optional.of(result);
    }

    private Pruner pruner() {
        return catalog.pruner(clock);
    }
}
