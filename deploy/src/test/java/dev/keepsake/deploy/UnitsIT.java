package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units of systemd, held against what systemd itself says of them. */
final class UnitsIT {
    private static final Path UNITS = Path.of("systemd").toAbsolutePath();

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    /** From 0, shut off from everything, to 10; a unit that says nothing of itself has 9.6. */
    @ParameterizedTest
    @CsvSource({"keepsake-agent.service, 1.7", "keepsake-verify.service, 1.3"})
    void aUnitIsExposedNoFurtherThanThis(String unit, double limit) throws Exception {
        String threshold = String.format(Locale.ROOT, "--threshold=%.0f", limit * 10);

        Outcome outcome = keepsake.run(List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                threshold,
                UNITS.resolve(unit).toString()));

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).contains("Overall exposure level for " + unit);
    }

    @ParameterizedTest
    @CsvSource({"keepsake-agent.service", "keepsake-verify.service", "keepsake-verify.timer"})
    void everySettingIsKnownToSystemd(String unit) throws Exception {
        Path here = Files.createDirectories(work.resolve("units"));
        for (Path each : Folders.files(UNITS)) {
            // the programs are where this build has put them
            Files.writeString(
                    here.resolve(each.getFileName()),
                    Files.readString(each)
                            .replace("/usr/bin/", Folders.distribution().resolve("bin") + "/"));
        }

        Outcome outcome = keepsake.run(List.of(
                "systemd-analyze", "verify", "--man=no", here.resolve(unit).toString()));

        assertThat(outcome.messages()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    }

    /** Java takes a machine without {@code /proc/net/if_inet6} for one without IPv6. */
    @ParameterizedTest
    @CsvSource({"keepsake-agent.service", "keepsake-verify.service"})
    void aUnitSeesTheAddressesOfItsMachine(String unit) throws Exception {
        assertThat(Files.readString(UNITS.resolve(unit))).doesNotContain("\nProcSubset=pid");
    }

    @Test
    void whatIsWrittenForNodeExporterIsInADirectoryThatTheUnitMakesAndOpensToAll() throws Exception {
        String unit = Files.readString(UNITS.resolve("keepsake-agent.service"));
        String readme = Files.readString(Path.of("../README.md"));
        Matcher written = Pattern.compile("\n  textfile: (/var/cache/([a-z]+))/keepsake\\.prom ")
                .matcher(readme);

        assertThat(written.find()).isTrue();
        assertThat(unit).contains("\nCacheDirectory=" + written.group(2) + "\n", "\nCacheDirectoryMode=0755\n");
        assertThat(readme).contains("--collector.textfile.directory=" + written.group(1) + "`");
    }

    @Test
    void theAgentIsGivenLongerToEndThanARunMayTakeToDoSo() throws Exception {
        String unit = Files.readString(UNITS.resolve("keepsake-agent.service"));

        // 'stop-grace' is 60 s where nothing else is said, and an interrupted run ends within seconds
        assertThat(unit).contains("\nTimeoutStopSec=150\n", "\nRestartPreventExitStatus=2 4\n");
    }
}
