package dev.keepsake.agent;

import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.VerifyConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at what scheduled looks at the archive need: moments to come, and a server to drill with. */
final class ProofCheck {

    private ProofCheck() {}

    /** What there is to say; nothing where no looks are scheduled. */
    static List<Finding> findings(AgentConfig config) {
        Optional<ProofDuty> duty = ProofDuty.of(config);
        List<Finding> findings = new ArrayList<>();
        duty.ifPresent(proofs -> findings.add(moments(proofs)));
        config.verify().flatMap(VerifyConfig::drill).ifPresent(drill -> {
            try {
                findings.add(new Finding(true, "drill", Assembly.drillServer(drill) + ", in " + drill.work()));
            } catch (IOException e) {
                findings.add(new Finding(false, "drill", String.valueOf(e.getMessage())));
            }
        });
        return findings;
    }

    private static Finding moments(ProofDuty duty) {
        List<Instant> next = ScheduleCheck.next(duty.schedule(), Instant.now());
        return next.isEmpty()
                ? new Finding(false, "verify", "it names no moment to come; change 'verify.cron'")
                : new Finding(
                        true,
                        "verify",
                        "level " + duty.level().word() + ", next at "
                                + String.join(
                                        ", ",
                                        next.stream().map(Instant::toString).toList()));
    }
}
