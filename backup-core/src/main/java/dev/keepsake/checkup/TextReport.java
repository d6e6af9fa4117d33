package dev.keepsake.checkup;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A report for a person: a verdict, a line for each thing to act on, and then, rule by rule, why and what to do. */
public final class TextReport implements ReportWriter {

    private static final int SEVERITY_WIDTH = 10;
    private static final int RULE_WIDTH = 28;
    private static final int MOST_OF_A_RULE = 5;

    @Override
    public void write(Report report, Writer out) throws IOException {
        PrintWriter text = new PrintWriter(out);
        text.println(Plain.line(report.about()) + ": " + verdict(report));
        lines(report, text);
        details(report, text);
        rest(report, text);
        text.flush();
        if (text.checkError()) {
            throw new IOException("the report could not be written to its end");
        }
    }

    private static String verdict(Report report) {
        String counts = report.open(Severity.CRITICAL) + " critical, " + report.open(Severity.WARNING) + " warnings, "
                + report.open(Severity.NOTE) + " notes";
        String rest = report.passed().size() + " passed, " + report.unknown().size() + " could not be looked at, "
                + report.silenced().size() + " silenced";
        return (report.open().isEmpty() ? "nothing found" : counts) + " (" + rest + ")";
    }

    private static void lines(Report report, PrintWriter text) {
        Map<Rule, Integer> told = new LinkedHashMap<>();
        List<Report.Entry> open = report.open();
        Map<Rule, Long> all = open.stream()
                .collect(Collectors.groupingBy(entry -> entry.finding().rule(), Collectors.counting()));
        for (Report.Entry entry : open) {
            Finding finding = entry.finding();
            int count = told.merge(finding.rule(), 1, Integer::sum);
            if (count <= MOST_OF_A_RULE) {
                text.println("  " + padded(finding.severity().word(), SEVERITY_WIDTH)
                        + padded(finding.rule().id(), RULE_WIDTH) + Plain.line(finding.subject()) + ": "
                        + Plain.line(finding.seen()));
            } else if (count == MOST_OF_A_RULE + 1) {
                long more = all.getOrDefault(finding.rule(), 0L) - MOST_OF_A_RULE;
                text.println("  " + padded("", SEVERITY_WIDTH)
                        + padded(finding.rule().id(), RULE_WIDTH) + "and " + more + " more, see below");
            }
        }
    }

    private static void details(Report report, PrintWriter text) {
        Set<Rule> rules = new LinkedHashSet<>();
        report.open().forEach(entry -> rules.add(entry.finding().rule()));
        for (Rule rule : rules) {
            text.println();
            text.println(rule.id() + ": " + rule.title());
            text.println("  why: " + rule.why());
            for (Report.Entry entry : report.open()) {
                if (entry.finding().rule().equals(rule)) {
                    detail(entry.finding(), text);
                }
            }
        }
    }

    private static void detail(Finding finding, PrintWriter text) {
        text.println("  " + Plain.line(finding.subject()));
        text.println("    seen:     " + Plain.line(finding.seen()));
        if (!finding.expected().isBlank()) {
            text.println("    expected: " + Plain.line(finding.expected()));
        }
        if (!finding.remedy().isBlank()) {
            text.println("    do:       " + Plain.line(finding.remedy()));
        }
    }

    private static void rest(Report report, PrintWriter text) {
        section(text, "could not be looked at:", report.unknown());
        section(text, "silenced:", report.silenced());
        for (Silence silence : report.unused()) {
            text.println();
            text.println("the silence of " + Plain.line(silence.rule())
                    + silence.subject()
                            .map(subject -> " for " + Plain.line(subject))
                            .orElse("")
                    + " covers nothing that was found; take it out of the configuration ("
                    + Plain.line(silence.reason()) + ")");
        }
    }

    private static void section(PrintWriter text, String heading, List<Report.Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        text.println();
        text.println(heading);
        for (Report.Entry entry : entries) {
            Finding finding = entry.finding();
            String tail = entry.silence()
                    .map(silence -> " (silenced: " + Plain.line(silence.reason()) + ")")
                    .orElse(finding.remedy().isBlank() ? "" : "; " + Plain.line(finding.remedy()));
            text.println("  " + padded(finding.rule().id(), RULE_WIDTH) + Plain.line(finding.subject()) + ": "
                    + Plain.line(finding.seen()) + tail);
        }
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(Math.max(1, width - word.length()));
    }
}
