package dev.keepsake.agent;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Proof;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.DrillConfig;
import dev.keepsake.config.DrillRequest;
import dev.keepsake.config.Installation;
import dev.keepsake.config.VerifyConfig;
import dev.keepsake.job.Schedule;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.StoreRequests;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a daemon has to prove: its configuration, as things that can be used.
 *
 * @param scheduleWords the same words mean the same moments
 * @param longest a look that takes longer is given up
 * @param store opens the store to be read, anew each time
 * @param drill how a drill is begun; empty when none is wanted
 * @param keys what opens the archive, and whom to believe
 */
record ProofDuty(
        String cluster,
        String host,
        Schedule schedule,
        String scheduleWords,
        Proof.Level level,
        Duration longest,
        Duty.Opening store,
        TapeProver prover,
        Optional<Drilling> drill,
        KeyReading keys) {

    /** Reads the keys anew, so that whoever only asks when a look was made needs none. */
    @FunctionalInterface
    interface KeyReading {

        /** Reads them, or says which cannot be read. */
        Keys read() throws IOException;
    }

    /** One without keys. */
    ProofDuty(
            String cluster,
            String host,
            Schedule schedule,
            String scheduleWords,
            Proof.Level level,
            Duration longest,
            Duty.Opening store,
            TapeProver prover,
            Optional<Drilling> drill) {
        this(cluster, host, schedule, scheduleWords, level, longest, store, prover, drill, () -> Keys.NONE);
    }

    /** Begins a drill. */
    @FunctionalInterface
    interface Drilling {

        /** A drill that restores through this transaction, and starts with this epoch; refuses what it cannot do. */
        ArtefactDrill begin(Zxid target, long epoch) throws IOException;
    }

    /** The duty that a configuration means; nothing when it says nothing of proofs. */
    static Optional<ProofDuty> of(AgentConfig config) {
        return config.verify().map(verify -> of(config, verify));
    }

    /** The same over stores whose requests are counted. */
    ProofDuty counting(StoreRequests requests) {
        return new ProofDuty(
                cluster,
                host,
                schedule,
                scheduleWords,
                level,
                longest,
                () -> new CountedStore(store.open(), requests),
                prover,
                drill,
                keys);
    }

    private static ProofDuty of(AgentConfig config, VerifyConfig verify) {
        try {
            return new ProofDuty(
                    config.cluster(),
                    config.node(),
                    new CronSchedule(verify.cron(), verify.timeZone()),
                    verify.cron() + " " + verify.timeZone(),
                    verify.level(),
                    config.daemon().maxDuration(),
                    () -> Assembly.storeToRead(config.store()),
                    Assembly.prover(),
                    verify.drill().map(drill -> (target, epoch) -> Assembly.drill(request(drill, target, epoch))),
                    () -> Assembly.keys(config));
        } catch (ParseException e) {
            throw new IllegalStateException("the reader took this cron expression for good: " + verify.cron(), e);
        }
    }

    private static DrillRequest request(DrillConfig drill, Zxid target, long epoch) throws IOException {
        return new DrillRequest(drill.home(), Installation.lib(), drill.work(), target, epoch, drill.readyWithin());
    }
}
