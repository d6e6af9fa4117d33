package dev.keepsake.job;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What was looked at and what was seen, in the order of looking. */
final class Findings {

    /** What nothing was compared with is not bad, but must be said. */
    static final String NOT_COMPARED = "not compared";

    private final List<CheckReport.Finding> all = new ArrayList<>();

    /** Looks at something; says in words what was seen, or throws what is wrong with it. */
    @FunctionalInterface
    interface Look {
        String see() throws IOException;
    }

    /** Notes what a look sees, and whether that was good; what does not come from the backup itself is thrown. */
    boolean look(String subject, Look look) throws IOException {
        try {
            good(subject, look.see());
            return true;
        } catch (CorruptException | StoreException.NotFound e) {
            bad(subject, String.valueOf(e.getMessage()));
            return false;
        }
    }

    void good(String subject, String seen) {
        all.add(new CheckReport.Finding(true, subject, seen));
    }

    void bad(String subject, String seen) {
        all.add(new CheckReport.Finding(false, subject, seen));
    }

    /** Damage that hinders nothing is not bad, but must be mended before what stands in for it is lost, too. */
    void spared(String seen) {
        if (!says(seen)) {
            good(CheckReport.SPARED, seen);
        }
    }

    boolean good() {
        return all.stream().allMatch(CheckReport.Finding::good);
    }

    /** Whether something bad, or spared, was said in these words already. */
    boolean says(String message) {
        return all.stream()
                .anyMatch(finding -> (!finding.good() || finding.isSpared())
                        && finding.seen().contains(message));
    }

    List<CheckReport.Finding> all() {
        return all;
    }
}
