package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;

/** Whether an ensemble has an odd number of servers that vote. */
final class OddSize {

    static final Rule RULE = new Rule(
            "zk.odd-size",
            Severity.WARNING,
            "an even number of servers votes",
            "an even ensemble survives no more than one server less would, and one more is there to fail");

    private OddSize() {}

    static Finding of(String source, int voters) {
        if (voters == 1) {
            return RULE.passed(source, "one server alone: while it is upgraded, nobody is served");
        }
        return voters % 2 == 1
                ? RULE.passed(source, voters + " servers vote, and all were asked")
                : RULE.broken(
                        source,
                        voters + " servers vote",
                        "an odd number",
                        "add one, or take one out, before the upgrade: with " + voters + ", " + (voters / 2 - 1)
                                + " may be away, and an upgrade always takes one");
    }
}
