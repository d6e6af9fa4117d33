package dev.keepsake.checkup;

import java.util.Optional;

/**
 * Findings that somebody knows of and lives with. They are shown with the reason, never hidden.
 *
 * @param rule the id of a rule, or the beginning of several with a star, such as {@code marathon.*}
 * @param subject what it is about, where stars stand for anything; any subject where it is empty
 */
public record Silence(String rule, Optional<String> subject, String reason) {

    /** Refuses a silence without a reason. */
    public Silence {
        if (rule.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("a silence needs a rule and a reason: '" + rule + "', '" + reason + "'");
        }
    }

    /** Whether this finding is meant. */
    public boolean covers(Finding finding) {
        return fits(rule, finding.rule().id())
                && subject.map(wanted -> fits(wanted, finding.subject())).orElse(true);
    }

    /** Whether some rule is meant at all. */
    public boolean names(Rule one) {
        return fits(rule, one.id());
    }

    /** Without regular expressions: those of a person may take for ever, and dots would have to be escaped. */
    static boolean fits(String pattern, String text) {
        int at = 0;
        int star = -1;
        int retry = 0;
        int next = 0;
        while (at < text.length()) {
            if (next < pattern.length() && pattern.charAt(next) == '*') {
                star = next++;
                retry = at;
            } else if (next < pattern.length() && pattern.charAt(next) == text.charAt(at)) {
                next++;
                at++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        return pattern.substring(next).chars().allMatch(letter -> letter == '*');
    }
}
