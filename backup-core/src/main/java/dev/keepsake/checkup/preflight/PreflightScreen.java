package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Plain;
import dev.keepsake.checkup.Report;
import dev.keepsake.checkup.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A preflight on one screen, for a person who has ten seconds: the verdict, what speaks against it, and the rest. */
public final class PreflightScreen {

    private static final int MARK_WIDTH = 6;
    private static final int RULE_WIDTH = 24;
    private static final int MOST_OF_A_RULE = 3;

    private final PreflightReport preflight;
    private final PrintWriter out;

    private PreflightScreen(PreflightReport preflight, PrintWriter out) {
        this.preflight = preflight;
        this.out = out;
    }

    /** Prints it. */
    public static void print(PreflightReport preflight, PrintWriter out) {
        PreflightScreen screen = new PreflightScreen(preflight, out);
        screen.head();
        screen.blocking();
        screen.rest();
        screen.tail();
    }

    private void head() {
        Report report = preflight.report();
        List<String> words = new ArrayList<>();
        preflight.backup().ifPresent(id -> words.add("backup " + id));
        preflight.label().ifPresent(label -> words.add("label " + label));
        preflight.target().ifPresent(target -> words.add("to ZooKeeper " + target));
        words.add(preflight.took().toSeconds() + " s");
        out.println(
                preflight.verdict().word() + "  " + Plain.line(report.about()) + " (" + String.join(", ", words) + ")");
        long against =
                report.open().stream().filter(PreflightScreen::isBlocking).count();
        out.println(against + " against, " + report.unknown().size() + " could not be asked, "
                + report.passed().size() + " passed"
                + (report.silenced().isEmpty() ? "" : ", " + report.silenced().size() + " silenced"));
        out.println();
    }

    private static boolean isBlocking(Report.Entry entry) {
        return entry.isUnknown()
                || (entry.isOpen() && entry.finding().severity().atLeast(Severity.WARNING));
    }

    private void blocking() {
        Map<String, Integer> told = new HashMap<>();
        int left = 0;
        for (Report.Entry entry : preflight.report().entries()) {
            if (isBlocking(entry)) {
                Finding finding = entry.finding();
                if (told.merge(finding.rule().id(), 1, Integer::sum) <= MOST_OF_A_RULE) {
                    block(finding, entry.isUnknown() ? "?" : "NO");
                } else {
                    left++;
                }
            }
        }
        if (left > 0) {
            out.println(pad("NO", MARK_WIDTH) + "and " + left + " more of the same kinds: see them all with -o json");
        }
    }

    private void block(Finding finding, String mark) {
        line(finding, mark);
        if (!finding.expected().isBlank()) {
            out.println(pad("", MARK_WIDTH) + "  expected: " + Plain.line(finding.expected()));
        }
        out.println(pad("", MARK_WIDTH) + "  to do:    " + Plain.line(finding.remedy()));
    }

    private void rest() {
        for (Report.Entry entry : preflight.report().entries()) {
            Finding finding = entry.finding();
            if (entry.isOpen() && !isBlocking(entry)) {
                line(finding, "mind");
                out.println(pad("", MARK_WIDTH) + "  to do:    " + Plain.line(finding.remedy()));
            }
        }
        for (Report.Entry entry : preflight.report().silenced()) {
            line(entry.finding(), "known");
            entry.silence()
                    .ifPresent(silence ->
                            out.println(pad("", MARK_WIDTH) + "  silenced: " + Plain.line(silence.reason())));
        }
        for (Report.Entry entry : preflight.report().passed()) {
            line(entry.finding(), "ok");
        }
    }

    private void line(Finding finding, String mark) {
        out.println(pad(mark, MARK_WIDTH) + pad(finding.rule().id(), RULE_WIDTH) + Plain.line(finding.subject()) + ": "
                + Plain.line(finding.seen()));
    }

    private void tail() {
        out.println();
        out.println(
                switch (preflight.verdict()) {
                    case GO ->
                        "Nothing speaks against the upgrade. The way back: keepsake restore plan --backup "
                                + preflight.backup().orElse("latest");
                    case HEALTHY ->
                        "Nothing speaks against the upgrade but that no backup was made: run this without"
                                + " --health-only.";
                    case NO_GO ->
                        "Do not upgrade. Mend what stands at NO, see to what stands at ?, and run this again.";
                });
    }

    private static String pad(String word, int width) {
        return word + " ".repeat(Math.max(1, width - word.length()));
    }
}
