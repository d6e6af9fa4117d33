package dev.keepsake.checkup;

import java.util.Comparator;

/**
 * What was seen when something was looked at by a rule.
 *
 * @param subject what was looked at, the same at every look, such as {@code zk 10.0.0.1:2181} or {@code marathon /shop/web}
 * @param seen the evidence
 * @param expected what should have been seen; empty where it was
 * @param remedy what to do; empty where there is nothing to do
 */
public record Finding(
        Rule rule, Standing standing, Severity severity, String subject, String seen, String expected, String remedy) {

    /** The worst first; of equals what is found before what nobody could say, then by rule and subject. */
    public static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::standing)
            .thenComparing(Finding::severity, Comparator.reverseOrder())
            .thenComparing(finding -> finding.rule().id())
            .thenComparing(Finding::subject);

    /** Texts of other systems are made fit to be shown, here for all forms of a report. */
    public Finding {
        subject = shown(subject);
        seen = shown(seen);
        expected = Plain.line(expected);
        remedy = Plain.line(remedy);
    }

    /** What a system says of itself may be nothing at all; that is no reason to say nothing of the others. */
    private static String shown(String text) {
        return text.isBlank() ? "(empty)" : Plain.line(text);
    }

    /** Whether something is not as it should be. */
    public boolean isFound() {
        return standing == Standing.FOUND;
    }
}
