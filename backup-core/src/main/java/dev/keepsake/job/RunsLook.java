package dev.keepsake.job;

import dev.keepsake.catalog.RolledUp;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;

/** What stands twice, in links and in the runs that were made of them, must be the same, and either of them does. */
final class RunsLook {

    private final Findings findings;

    RunsLook(Findings findings) {
        this.findings = findings;
    }

    /** Reads all of it on one tape. */
    void look(String subject, RolledUp rolledUp) throws IOException {
        int whole = 0;
        int links = 0;
        for (ObjectKey run : rolledUp.runs()) {
            RolledUp.Found found = rolledUp.look(run);
            for (String damage : found.damage()) {
                if (!findings.says(damage)) {
                    findings.bad(subject, damage);
                }
            }
            found.spared().forEach(findings::spared);
            whole += found.isWhole() ? 1 : 0;
            links += found.isWhole() ? found.links() : 0;
        }
        if (whole > 0) {
            findings.good(
                    subject,
                    whole + " runs read to the end, and " + links + " links that they were made of: the same records");
        }
    }
}
