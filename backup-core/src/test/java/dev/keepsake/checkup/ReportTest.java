package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReportTest {

    @Test
    void theWorstComesFirstAndWhatIsSilencedDoesNotCount() {
        Report report = Reports.mixed();

        assertThat(report.open()).extracting(entry -> entry.finding().subject()).containsExactly("zk /", "marathon /a");
        assertThat(report.silenced())
                .extracting(entry -> entry.finding().subject())
                .containsExactly("marathon /b");
        assertThat(report.unknown())
                .extracting(entry -> entry.finding().subject())
                .containsExactly("zk other");
        assertThat(report.passed())
                .extracting(entry -> entry.finding().subject())
                .containsExactly("zk");
        assertThat(report.unused()).extracting(Silence::rule).containsExactly("zk.odd");
    }

    @Test
    void aReportFailsFromTheSeverityOnThatItIsAskedFor() {
        Report critical = Reports.mixed();
        Report note = Report.of(
                "x", Reports.NOON, List.of(Reports.IMAGE.broken("marathon /a", "web", "a tag", "name one")), List.of());

        assertThat(critical.fails(Severity.CRITICAL)).isTrue();
        assertThat(note.fails(Severity.NOTE)).isTrue();
        assertThat(note.fails(Severity.WARNING)).isFalse();
    }

    @Test
    void whatNobodyCouldSayFailsWhereNotesDo() {
        Finding unknown = Reports.EVEN.unknown("zk", "nobody says how many there are", "name the members");
        Report open = Report.of("x", Reports.NOON, List.of(unknown), List.of());
        Report silenced = Report.of(
                "x", Reports.NOON, List.of(unknown), List.of(new Silence("zk.*", Optional.empty(), "a laboratory")));

        assertThat(open.fails(Severity.NOTE)).isTrue();
        assertThat(open.fails(Severity.WARNING)).isFalse();
        assertThat(silenced.fails(Severity.NOTE)).isFalse();
    }

    @Test
    void whatMayNotBeSilencedStaysOpen() {
        Report report = Report.of(
                "x",
                Reports.NOON,
                List.of(Reports.OPEN.broken("zk /", "all", "none", "mend it")),
                List.of(new Silence("zk.*", Optional.empty(), "a laboratory")),
                finding -> finding.severity() != Severity.CRITICAL);

        assertThat(report.open()).hasSize(1);
        assertThat(report.unused()).hasSize(1);
    }

    @Test
    void whatIsSilencedFailsNothing() {
        Report report = Report.of(
                "x",
                Reports.NOON,
                List.of(Reports.OPEN.broken("zk /", "all", "none", "mend it")),
                List.of(new Silence("zk.open-acl", Optional.empty(), "a laboratory")));

        assertThat(report.fails(Severity.NOTE)).isFalse();
        assertThat(report.silenced()).hasSize(1);
    }

    @Test
    void starsStandForAnythingAndDotsForDots() {
        assertThat(Silence.fits("marathon.*", "marathon.image-tag")).isTrue();
        assertThat(Silence.fits("*", "")).isTrue();
        assertThat(Silence.fits("marathon /a*c*", "marathon /abcabc")).isTrue();
        assertThat(Silence.fits("marathon /a*d", "marathon /abc")).isFalse();
        assertThat(Silence.fits("marathon.x", "marathon-x")).isFalse();
        assertThat(Silence.fits("marathon", "marathon.x")).isFalse();
    }

    @Test
    void aSilenceNeedsAReasonAndARuleAnId() {
        assertThatThrownBy(() -> new Silence("zk.x", Optional.empty(), " "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rule("Even Size", Severity.NOTE, "t", "w"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
