package dev.keepsake.framework;

import dev.keepsake.artefact.ChangeReport.Made;
import dev.keepsake.artefact.PlannedChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of each change so far. */
final class Ledger {

    private final Map<PlannedChange, Made> made = new LinkedHashMap<>();
    private final List<PlannedChange> changes;

    Ledger(List<PlannedChange> changes) {
        this.changes = changes;
    }

    void done(PlannedChange change) {
        made.put(change, new Made(change, true, ""));
    }

    void failed(PlannedChange change, String why) {
        made.put(change, new Made(change, false, why));
    }

    /** After a failure that is one of all that is left. */
    void restNotTried(String why) {
        for (PlannedChange change : changes) {
            if (!made.containsKey(change)) {
                failed(change, "not done, or not known to be: " + why);
            }
        }
    }

    /** In the order of the plan. */
    List<Made> made() {
        List<Made> ordered = new ArrayList<>();
        for (PlannedChange change : changes) {
            if (made.containsKey(change)) {
                ordered.add(made.get(change));
            }
        }
        return ordered;
    }
}
