package dev.keepsake.checkup.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Report;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreflightScreenTest {

    private static final Rule RULE = new Rule("zk.in-sync", Severity.CRITICAL, "lags", "because");

    @Test
    void whatPassedIsOneLineEachBelowTheVerdict() {
        String screen = screen(Optional.of("20261123T200102Z-abc123"), RULE.passed("zk", "3 members"));

        assertThat(screen.lines())
                .startsWith(
                        "GO  cluster prod (backup 20261123T200102Z-abc123, label before, 41 s)",
                        "0 against, 0 could not be asked, 1 passed")
                .contains("ok    zk.in-sync              zk: 3 members");
        assertThat(screen).contains("restore plan --backup 20261123T200102Z-abc123");
    }

    @Test
    void whatSpeaksAgainstComesFirstWithWhatWasExpectedAndWhatToDo() {
        String screen = screen(
                Optional.of("id"),
                RULE.passed("zk", "good"),
                RULE.unknown("zk 2", "nobody says", "ask it"),
                RULE.broken("zk 1", "at 0x1", "at 0x2", "wait"));

        assertThat(screen).startsWith("NO-GO  ").contains("1 against, 1 could not be asked, 1 passed");
        assertThat(screen.lines().skip(3).toList())
                .startsWith(
                        "NO    zk.in-sync              zk 1: at 0x1",
                        "        expected: at 0x2",
                        "        to do:    wait",
                        "?     zk.in-sync              zk 2: nobody says",
                        "        to do:    ask it",
                        "ok    zk.in-sync              zk: good");
    }

    @Test
    void whatIsOnlyToBeMindedHoldsNothingUp() {
        String screen = screen(Optional.of("id"), RULE.broken(Severity.NOTE, "zk", "port 8080", "", "set it"));

        assertThat(screen).startsWith("GO  ").contains("mind  zk.in-sync              zk: port 8080");
    }

    @Test
    void withoutABackupItIsNeverGo() {
        assertThat(screen(Optional.empty(), RULE.passed("zk", "good"))).startsWith("HEALTHY  ");
        assertThat(report(Optional.empty(), RULE.passed("zk", "good")).verdict())
                .isEqualTo(PreflightReport.Verdict.HEALTHY);
    }

    @Test
    void manyOfOneKindDoNotFillTheScreenAndNothingFromElsewhereMovesTheCursor() {
        List<Finding> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(RULE.broken("zk \u001b[2J" + i, "seen\nhere", "more", "do"));
        }

        String screen = screen(Optional.empty(), many.toArray(new Finding[0]));

        assertThat(screen.lines()).hasSizeLessThan(20);
        assertThat(screen)
                .contains("and 37 more of the same kinds")
                .contains("seen here")
                .doesNotContain("\u001b");
    }

    @Test
    void scriptsReadTheVerdictAndEveryLook() {
        var json = report(Optional.of("id"), RULE.passed("zk", "good"), RULE.unknown("zk 2", "nobody", "ask"))
                .json();

        assertThat(json.path("verdict").asText()).isEqualTo("NO-GO");
        assertThat(json.path("backup").asText()).isEqualTo("id");
        assertThat(json.path("findings")).hasSize(2);
        assertThat(json.path("findings").path(0).path("standing").asText()).isEqualTo("unknown");
    }

    private static String screen(Optional<String> backup, Finding... findings) {
        StringWriter out = new StringWriter();
        PreflightScreen.print(report(backup, findings), new PrintWriter(out, true));
        return out.toString();
    }

    private static PreflightReport report(Optional<String> backup, Finding... findings) {
        Report report = Report.of("cluster prod", Instant.EPOCH, List.of(findings), List.of());
        return new PreflightReport(report, Optional.of("before"), Optional.empty(), backup, Duration.ofSeconds(41));
    }
}
