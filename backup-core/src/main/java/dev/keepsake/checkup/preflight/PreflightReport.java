package dev.keepsake.checkup.preflight;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.checkup.JsonReport;
import dev.keepsake.checkup.Report;
import dev.keepsake.checkup.Severity;
import java.time.Duration;
import java.util.Optional;

/**
 * What a preflight came to.
 *
 * @param report every look; what nobody could say counts as much as what is wrong
 * @param label what a person calls the backup, or the upgrade
 * @param target the release of ZooKeeper to upgrade to
 * @param backup the id of the backup that stands behind it; empty where none was made
 * @param took how long all of it took
 */
public record PreflightReport(
        Report report, Optional<String> label, Optional<String> target, Optional<String> backup, Duration took) {

    /** What it comes to. */
    public enum Verdict {
        /** Nothing speaks against the upgrade, everything could be asked, and there is a proven backup. */
        GO("GO"),
        /** The same, but that nobody asked for a backup. */
        HEALTHY("HEALTHY"),
        /** Something speaks against the upgrade, or could not be asked. */
        NO_GO("NO-GO");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        /** As people and scripts read it. */
        public String word() {
            return word;
        }
    }

    /** What all of it comes to. */
    public Verdict verdict() {
        if (report.fails(Severity.WARNING) || !report.unknown().isEmpty()) {
            return Verdict.NO_GO;
        }
        return backup.isPresent() ? Verdict.GO : Verdict.HEALTHY;
    }

    /** For scripts: members are added, never renamed or removed. */
    public ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("verdict", verdict().word());
        node.put("label", label.orElse(null));
        node.put("target", target.orElse(null));
        node.put("backup", backup.orElse(null));
        node.put("millis", took.toMillis());
        node.setAll(JsonReport.node(report));
        return node;
    }
}
