package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskCheckTest {

    private static final long MEGABYTE = 1L << 20;
    private static final long GIGABYTE = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void aFullDiskIsWorseThanANearlyFullOne() {
        assertThat(space(20 * GIGABYTE, 100 * GIGABYTE).isFound()).isFalse();
        assertThat(space(10 * GIGABYTE, 100 * GIGABYTE).severity()).isEqualTo(Severity.WARNING);
        assertThat(space(4 * GIGABYTE, 100 * GIGABYTE))
                .matches(Finding::isFound)
                .matches(finding -> finding.severity() == Severity.CRITICAL);
    }

    @Test
    void somePercentOfALargeDiskArePlentyAndOfASmallOneTooLittle() {
        assertThat(space(1_400 * GIGABYTE, 10_000 * GIGABYTE).isFound()).isFalse();
        assertThat(space(320 * MEGABYTE, 2_000 * MEGABYTE))
                .matches(Finding::isFound)
                .matches(finding -> finding.severity() == Severity.CRITICAL);
        assertThat(space(400 * MEGABYTE, 2_000 * MEGABYTE).isFound()).isFalse();
    }

    @Test
    void partitionsOfOneDiskAreOneDisk() {
        assertThat(DiskCheck.disk("/dev/sda1")).isEqualTo(DiskCheck.disk("/dev/sda15"));
        assertThat(DiskCheck.disk("/dev/nvme0n1p1")).isEqualTo(DiskCheck.disk("/dev/nvme0n1p2"));
        assertThat(DiskCheck.disk("/dev/sda1")).isNotEqualTo(DiskCheck.disk("/dev/sdb1"));
        assertThat(DiskCheck.disk("/dev/mapper/vg-data")).isNotEqualTo(DiskCheck.disk("/dev/mapper/vg-log"));
    }

    @Test
    void whatCannotBeListedSaysNothingOfTheDiskItself() {
        List<Finding> findings = new DiskCheck("zk", folder, folder).findings();

        assertThat(findings)
                .anyMatch(
                        finding -> finding.rule().equals(EnsembleRules.PURGE) && finding.standing() == Standing.UNKNOWN)
                .anyMatch(
                        finding -> finding.rule().equals(EnsembleRules.DISK) && finding.standing() != Standing.UNKNOWN);
    }

    private Finding space(long free, long total) {
        return new DiskCheck("zk", folder, folder).space(folder, free, total, 352 * MEGABYTE);
    }
}
