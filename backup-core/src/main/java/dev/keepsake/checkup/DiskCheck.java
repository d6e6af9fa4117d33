package dev.keepsake.checkup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges the directories of a server on this machine, from outside: nothing in them is opened. */
public final class DiskCheck {

    private static final int LEAST_PERCENT = 15;
    private static final int LEAST_CRITICAL = 5;
    // beyond that a percentage says nothing any more
    private static final long PLENTY = 100L << 30;
    // a server makes room for a log of this size whenever it begins one
    private static final long LOG = 64L << 20;
    private static final int LOGS_TO_COME = 4;
    private static final int SNAPSHOTS_TO_COME = 2;
    private static final Pattern PARTITION =
            Pattern.compile("(/dev/(?:[sv]d|xvd|hd)[a-z]+)[0-9]+|(/dev/(?:nvme[0-9]+n[0-9]+|mmcblk[0-9]+))p[0-9]+");
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
                    data.equals(log) || disk(data.name()).equals(disk(log.name()))
                            ? EnsembleRules.SAME_DISK.broken(
                                    subject,
                                    dataDir + " and " + logDir + " are both on " + disk(log.name()),
                                    "a disk of its own for dataLogDir",
                                    "set dataLogDir to another disk, and move the logs there while the server is"
                                            + " stopped")
                            : EnsembleRules.SAME_DISK.passed(subject, data.name() + " and " + log.name()));
            Snapshots snapshots = snapshots(findings);
            long needed = SNAPSHOTS_TO_COME * snapshots.largest();
            findings.add(space(logDir, log, data.equals(log) ? needed + LOGS_TO_COME * LOG : LOGS_TO_COME * LOG));
            if (!data.equals(log)) {
                findings.add(space(dataDir, data, needed));
            }
        } catch (IOException e) {
            findings.add(unseen(EnsembleRules.DISK, e));
        }
        return findings;
    }

    private Finding unseen(Rule rule, Exception e) {
        return rule.unknown(
                subject, "its directories cannot be looked at: " + e, "run this where the server is, as its user");
    }

    /** The disk of a partition, as far as its name says; others stand for themselves. */
    static String disk(String device) {
        Matcher partition = PARTITION.matcher(device);
        if (!partition.matches()) {
            return device;
        }
        return partition.group(1) == null ? partition.group(2) : partition.group(1);
    }

    private Finding space(Path directory, FileStore store, long needed) throws IOException {
        return space(directory, store.getUsableSpace(), store.getTotalSpace(), needed);
    }

    /** What the next snapshots and logs take must be free; of a disk that is not large some percent, too. */
    Finding space(Path directory, long free, long total, long needed) {
        long percent = total <= 0 ? 0 : free * 100 / total;
        boolean little = free < PLENTY && percent < LEAST_PERCENT;
        String seen = (free >> 20) + " MB of " + (total >> 20) + " MB free below " + directory + " (" + percent + "%)";
        if (free >= needed && !little) {
            return EnsembleRules.DISK.passed(subject, seen);
        }
        return EnsembleRules.DISK.broken(
                free < needed || percent < LEAST_CRITICAL ? Severity.CRITICAL : Severity.WARNING,
                subject,
                seen,
                "at least " + LEAST_PERCENT + "% or " + (PLENTY >> 30) + " GB, and " + (needed >> 20)
                        + " MB for what comes next",
                "see whether old snapshots and logs are purged, and what else is on that disk");
    }

    private record Snapshots(int count, long largest) {}

    /** What cannot be listed says nothing of the disk, which is judged all the same. */
    private Snapshots snapshots(List<Finding> findings) {
        int count = 0;
        long largest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dataDir.resolve("version-2"), "snapshot.*")) {
            for (Path file : files) {
                count++;
                largest = Math.max(largest, size(file));
            }
            findings.add(purge(count));
        } catch (IOException | DirectoryIteratorException e) {
            findings.add(unseen(EnsembleRules.PURGE, e));
        }
        return new Snapshots(count, largest);
    }

    /** It may be purged between the listing and this. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    private Finding purge(int snapshots) {
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
