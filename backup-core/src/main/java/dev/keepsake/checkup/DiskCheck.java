package dev.keepsake.checkup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Judges the directories of a server on this machine, from outside: nothing in them is opened. */
public final class DiskCheck {

    private static final int LEAST_PERCENT = 15;
    private static final int LEAST_CRITICAL = 5;
    // autopurge keeps at least 3; with more than this many nobody purges
    private static final int MANY_SNAPSHOTS = 30;

    private final String subject;
    private final Path dataDir;
    private final Path logDir;

    /** Of a server that is called so in findings. */
    public DiskCheck(String subject, Path dataDir, Path dataLogDir) {
        this.subject = subject;
        this.dataDir = dataDir;
        this.logDir = dataLogDir;
    }

    /** All that is to be said; a directory that cannot be looked at is told of as unknown. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            FileStore data = Files.getFileStore(dataDir);
            FileStore log = Files.getFileStore(logDir);
            findings.add(
                    data.equals(log)
                            ? EnsembleRules.SAME_DISK.broken(
                                    subject,
                                    dataDir + " and " + logDir + " are both on " + log.name(),
                                    "a disk of its own for dataLogDir",
                                    "set dataLogDir to another disk, and move the logs there while the server is"
                                            + " stopped")
                            : EnsembleRules.SAME_DISK.passed(subject, data.name() + " and " + log.name()));
            findings.add(space(logDir, log));
            if (!data.equals(log)) {
                findings.add(space(dataDir, data));
            }
            findings.add(purge());
        } catch (IOException e) {
            findings.add(EnsembleRules.DISK.unknown(
                    subject, "its directories cannot be looked at: " + e, "run this where the server is, as its user"));
        }
        return findings;
    }

    private Finding space(Path directory, FileStore store) throws IOException {
        return space(directory, store.getUsableSpace(), store.getTotalSpace());
    }

    Finding space(Path directory, long free, long total) {
        long percent = total <= 0 ? 0 : free * 100 / total;
        String seen = (free >> 20) + " MB of " + (total >> 20) + " MB free below " + directory + " (" + percent + "%)";
        if (percent >= LEAST_PERCENT) {
            return EnsembleRules.DISK.passed(subject, seen);
        }
        return EnsembleRules.DISK.broken(
                percent < LEAST_CRITICAL ? Severity.CRITICAL : Severity.WARNING,
                subject,
                seen,
                "at least " + LEAST_PERCENT + "%",
                "see whether old snapshots and logs are purged, and what else is on that disk");
    }

    private Finding purge() throws IOException {
        int snapshots = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dataDir.resolve("version-2"), "snapshot.*")) {
            for (Path file : files) {
                snapshots += file == null ? 0 : 1;
            }
        }
        String seen = snapshots + " snapshots in " + dataDir.resolve("version-2");
        return snapshots > MANY_SNAPSHOTS
                ? EnsembleRules.PURGE.broken(
                        subject,
                        seen,
                        "at most " + MANY_SNAPSHOTS,
                        "set autopurge.purgeInterval and autopurge.snapRetainCount in its zoo.cfg")
                : EnsembleRules.PURGE.passed(subject, seen);
    }
}
