package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FindingTest {

    @Test
    void whatASystemSaysOfItselfMayBeNothingAtAll() {
        Finding finding = Reports.EVEN.passed(" ", "");

        assertThat(finding.subject()).isEqualTo("(empty)");
        assertThat(finding.seen()).isEqualTo("(empty)");
    }

    @Test
    void noTextIsLongerThanAnybodyReadsNorMovesACursor() {
        Finding finding = Reports.EVEN.broken("zk\u009b31m", "x".repeat(4 << 20), "one\nline", "mend\u0000it");

        assertThat(finding.subject()).isEqualTo("zk?31m");
        assertThat(finding.seen()).hasSizeLessThan(3_000).endsWith("…");
        assertThat(finding.expected()).isEqualTo("one line");
        assertThat(finding.remedy()).isEqualTo("mend?it");
    }
}
