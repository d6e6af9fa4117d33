package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a copy did, or would do, as text and as JSON. */
final class CopyWords {

    private CopyWords() {}

    static void print(Verb verb, CopyReport report, List<Copier.Mended> mended, String target, boolean plan)
            throws IOException {
        if (verb.archive().json()) {
            ObjectNode json = json(report, target, plan);
            json.putArray("mended");
            mended.forEach(one -> json.withArray("mended")
                    .addObject()
                    .put("key", one.key().value())
                    .put("kind", word(one.kind()))
                    .put("damage", one.damage())
                    .put("trouble", one.trouble().isEmpty() ? null : one.trouble()));
            JsonOutput.print(verb.out(), json);
        } else {
            mended.forEach(one -> verb.out().println(mended(one, plan)));
            text(verb.out(), report, target, plan);
        }
    }

    private static String mended(Copier.Mended one, boolean plan) {
        String what = one.key() + ", which is " + flaw(one.kind()) + " there (" + one.damage() + ")";
        if (!one.trouble().isEmpty()) {
            return "NOT replaced: " + what + ": " + one.trouble();
        }
        boolean gone = one.kind() == Copier.Mended.Kind.GONE;
        String done = gone ? "brought back" : "replaced";
        String planned = gone ? "would bring back" : "would replace";
        return (plan ? planned : done) + " " + what;
    }

    private static String flaw(Copier.Mended.Kind kind) {
        return switch (kind) {
            case DAMAGED -> "damaged";
            case GONE -> "gone";
            case FOREIGN -> "signed by nobody trusted";
            case OTHER -> "another object";
        };
    }

    private static void text(PrintWriter out, CopyReport report, String target, boolean plan) {
        for (CopyReport.OfBackup backup : report.backups()) {
            if (backup.fate() != CopyReport.Fate.PRESENT) {
                String would =
                        plan && backup.fate() == CopyReport.Fate.COPIED ? "would be copied" : word(backup.fate());
                out.println(backup.id() + " " + would + (backup.reason().isEmpty() ? "" : ": " + backup.reason()));
            }
        }
        for (CopyReport.Finding finding : report.findings()) {
            if (!finding.subject().startsWith("backup ")) {
                out.println(word(finding.kind()) + " " + finding.subject() + ": " + finding.words());
            }
        }
        out.println((plan ? "would copy " : "copied ") + report.count(CopyReport.Fate.COPIED) + " of "
                + report.backups().size() + " backups to " + target + ", "
                + report.count(CopyReport.Fate.PRESENT) + " were there; " + report.objects() + " objects ("
                + Bytes.inWords(report.bytes()) + "), " + report.present() + " were there ("
                + Bytes.inWords(report.presentBytes()) + ")");
        if (!report.findings().isEmpty()) {
            out.println(report.findings().size() + " things were NOT copied, see above");
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static ObjectNode json(CopyReport report, String target, boolean plan) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("target", target);
        node.put("plan", plan);
        node.putArray("backups");
        for (CopyReport.OfBackup backup : report.backups()) {
            node.withArray("backups")
                    .addObject()
                    .put("id", backup.id().value())
                    .put("fate", word(backup.fate()))
                    .put("reason", backup.reason().isEmpty() ? null : backup.reason());
        }
        node.put("objects", report.objects());
        node.put("bytes", report.bytes());
        node.put("present", report.present());
        node.put("presentBytes", report.presentBytes());
        node.putArray("findings");
        for (CopyReport.Finding finding : report.findings()) {
            node.withArray("findings")
                    .addObject()
                    .put("kind", word(finding.kind()))
                    .put("subject", finding.subject())
                    .put("words", finding.words());
        }
        return node;
    }
}
