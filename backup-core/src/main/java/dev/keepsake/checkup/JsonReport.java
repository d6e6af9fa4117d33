package dev.keepsake.checkup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;

/** A report as JSON that scripts rely on: members are added, never renamed or removed. */
public final class JsonReport implements ReportWriter {

    static final ObjectMapper MAPPER = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    @Override
    public void write(Report report, Writer out) throws IOException {
        MAPPER.writerWithDefaultPrettyPrinter().writeValue(out, node(report));
        out.write('\n');
        out.flush();
    }

    /** The same to be put into something larger. */
    public static ObjectNode node(Report report) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("about", report.about());
        node.put("time", report.time().toString());
        ObjectNode counts = node.putObject("counts");
        for (Severity severity : Severity.values()) {
            counts.put(severity.word(), report.open(severity));
        }
        counts.put("passed", report.passed().size());
        counts.put("unknown", report.unknown().size());
        counts.put("silenced", report.silenced().size());
        var findings = node.putArray("findings");
        report.entries().forEach(entry -> findings.add(finding(entry)));
        var rules = node.putArray("rules");
        report.rules().forEach(rule -> rules.add(rule(rule)));
        var unused = node.putArray("unusedSilences");
        report.unused().forEach(silence -> unused.add(silence(silence)));
        return node;
    }

    private static ObjectNode finding(Report.Entry entry) {
        Finding finding = entry.finding();
        ObjectNode node = MAPPER.createObjectNode();
        node.put("rule", finding.rule().id());
        node.put("standing", finding.standing().word());
        node.put("severity", finding.severity().word());
        node.put("subject", finding.subject());
        node.put("seen", finding.seen());
        node.put("expected", finding.expected());
        node.put("remedy", finding.remedy());
        entry.silence().ifPresent(silence -> node.set("silence", silence(silence)));
        return node;
    }

    /** A rule by itself. */
    public static ObjectNode rule(Rule rule) {
        return MAPPER.createObjectNode()
                .put("id", rule.id())
                .put("severity", rule.severity().word())
                .put("title", rule.title())
                .put("why", rule.why());
    }

    private static ObjectNode silence(Silence silence) {
        ObjectNode node = MAPPER.createObjectNode().put("rule", silence.rule());
        silence.subject().ifPresent(subject -> node.put("subject", subject));
        return node.put("reason", silence.reason());
    }
}
