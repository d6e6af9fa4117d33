package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A report as SARIF 2.1.0, which code-scanning pages and editors show: what was found, and what nobody could say. Subjects are
 * logical locations; as some pages refuse whatever is in no file, all of it is said to be in the one that describes the cluster.
 */
public final class SarifReport implements ReportWriter {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    // the same for everybody who looks, or each look would be told of as new
    private static final String FILE = "agent.yaml";

    private final String program;
    private final String version;

    /** Names the program that made the report, and its version. */
    public SarifReport(String program, String version) {
        this.program = program;
        this.version = version;
    }

    @Override
    public void write(Report report, Writer out) throws IOException {
        ObjectNode root = JsonReport.MAPPER.createObjectNode();
        root.put("$schema", SCHEMA);
        root.put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        List<Rule> rules = report.rules();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", program).put("version", version);
        ArrayNode described = driver.putArray("rules");
        rules.forEach(rule -> described.add(rule(rule)));
        run.putArray("invocations")
                .addObject()
                .put("executionSuccessful", true)
                .put("endTimeUtc", report.time().toString());
        run.putObject("automationDetails").putObject("description").put("text", report.about());
        ArrayNode results = run.putArray("results");
        report.entries().stream()
                // those pages take whatever stands here for something to mend
                .filter(entry -> !entry.isPassed())
                .forEach(entry ->
                        results.add(result(entry, rules.indexOf(entry.finding().rule()))));
        JsonReport.MAPPER.writerWithDefaultPrettyPrinter().writeValue(out, root);
        out.write('\n');
        out.flush();
    }

    private static ObjectNode rule(Rule rule) {
        ObjectNode node = JsonReport.MAPPER.createObjectNode().put("id", rule.id());
        node.putObject("shortDescription").put("text", rule.title());
        node.putObject("fullDescription").put("text", rule.why());
        node.putObject("defaultConfiguration").put("level", level(rule.severity()));
        return node;
    }

    private static ObjectNode result(Report.Entry entry, int ruleIndex) {
        Finding finding = entry.finding();
        ObjectNode node = JsonReport.MAPPER.createObjectNode();
        node.put("ruleId", finding.rule().id()).put("ruleIndex", ruleIndex);
        node.put("kind", kind(finding)).put("level", finding.isFound() ? level(finding.severity()) : "none");
        node.putObject("message").put("text", message(finding));
        ObjectNode location = node.putArray("locations").addObject();
        ObjectNode physical = location.putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", FILE);
        physical.putObject("region").put("startLine", 1);
        location.putArray("logicalLocations")
                .addObject()
                .put("fullyQualifiedName", finding.subject())
                .put("kind", "resource");
        node.putObject("partialFingerprints").put("ruleAndSubject/v1", fingerprint(finding));
        ArrayNode suppressions = node.putArray("suppressions");
        entry.silence()
                .ifPresent(silence -> suppressions
                        .addObject()
                        .put("kind", "external")
                        .put("status", "accepted")
                        .put("justification", silence.reason()));
        return node;
    }

    private static String message(Finding finding) {
        return finding.subject() + ": " + finding.seen()
                + (finding.expected().isBlank() ? "" : "; expected " + finding.expected())
                + (finding.remedy().isBlank() ? "" : ". To do: " + finding.remedy());
    }

    private static String kind(Finding finding) {
        return switch (finding.standing()) {
            case FOUND -> "fail";
            case UNKNOWN -> "open";
            case PASSED -> "pass";
        };
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "error";
            case WARNING -> "warning";
            case NOTE -> "note";
        };
    }

    /** The same at every look, so that what was known before is not new again when its evidence changed. */
    private static String fingerprint(Finding finding) {
        CRC32 sum = new CRC32();
        sum.update((finding.rule().id() + '\0' + finding.subject()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
