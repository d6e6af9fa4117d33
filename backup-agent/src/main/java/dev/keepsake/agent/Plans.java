package dev.keepsake.agent;

import dev.keepsake.job.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a daemon has something to do next, for whoever asks; any thread may. */
final class Plans {

    private volatile Schedule runs = Schedule.NEVER;
    private volatile Schedule looks = Schedule.NEVER;

    /** These from now on. */
    void follow(Duty duty, Optional<ProofDuty> proofs) {
        runs = duty.schedule();
        looks = proofs.map(ProofDuty::schedule).orElse(Schedule.NEVER);
    }

    /** When the first backup behind a moment is due. */
    Optional<Instant> nextRun(Instant moment) {
        return runs.firstAfter(moment);
    }

    /** How far backups are apart around a moment; empty without a schedule. */
    Optional<Duration> period(Instant moment) {
        return runs.around(moment);
    }

    /** When the first look at the archive behind it is. */
    Optional<Instant> nextLook(Instant moment) {
        return looks.firstAfter(moment);
    }
}
