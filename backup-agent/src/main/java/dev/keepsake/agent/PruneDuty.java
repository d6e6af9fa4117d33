package dev.keepsake.agent;

import dev.keepsake.archive.Keys;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.PruneConfig;
import dev.keepsake.job.Schedule;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.StoreRequests;
import java.io.IOException;
import java.text.ParseException;
import java.util.Optional;

/**
 * When a daemon removes what is not kept: its configuration, as things that can be used.
 *
 * @param store opens the store to be written to, anew each time
 * @param keys with which what is noted is signed, and what is read is verified
 */
record PruneDuty(String cluster, String node, Schedule schedule, RetentionRules rules, Duty.Opening store, Keys keys) {

    /** The duty that a configuration means; nothing when it says nothing of pruning. */
    static Optional<PruneDuty> of(AgentConfig config) throws IOException {
        return config.prune().isPresent() && config.retention().isPresent()
                ? Optional.of(
                        of(config, config.prune().get(), config.retention().get()))
                : Optional.empty();
    }

    /** The same over stores whose requests are counted. */
    PruneDuty counting(StoreRequests requests) {
        return new PruneDuty(cluster, node, schedule, rules, () -> new CountedStore(store.open(), requests), keys);
    }

    private static PruneDuty of(AgentConfig config, PruneConfig prune, RetentionRules rules) throws IOException {
        try {
            return new PruneDuty(
                    config.cluster(),
                    config.node(),
                    new CronSchedule(prune.cron(), prune.timeZone()),
                    rules,
                    // who removes things makes no store: one that is not there is an unmounted disk
                    () -> Assembly.storeToRead(config.store()),
                    Assembly.keys(config));
        } catch (ParseException e) {
            throw new IllegalStateException("the reader took this cron expression for good: " + prune.cron(), e);
        }
    }
}
