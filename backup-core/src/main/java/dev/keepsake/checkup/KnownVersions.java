package dev.keepsake.checkup;

import java.util.List;

/** Releases of ZooKeeper that are known to lose data, each with the issue of its project that says so. */
public final class KnownVersions {

    /** What makes 3.5.6 lose logs, where it is told to start without a snapshot. */
    public static final String LOST_LOGS = "ZOOKEEPER-3644";

    private static final String NOT_ON_DISK =
            "what a joining member acknowledged is not on its disk yet, and lost if enough of them fall at once";
    private static final String NO_SNAPSHOT =
            "a member whose leader falls right after sending it a snapshot goes on without it on its disk";
    private static final String TOO_EARLY =
            "a member may be told that it is up to date before it has been sent the snapshot, and miss transactions";

    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "3.9.3",
                    "3.9.3",
                    Severity.CRITICAL,
                    "ZOOKEEPER-4925",
                    "a member that was behind has a hole in what it sends to others once it leads",
                    "mended in 3.9.4"),
            // release notes of 3.9.2
            new Fault("3.9.0", "3.9.1", Severity.WARNING, "ZOOKEEPER-4785", NOT_ON_DISK, "mended in 3.9.2"),
            // release notes of 3.6.3, and of 3.5.10 as ZOOKEEPER-4262
            new Fault("3.6.0", "3.6.2", Severity.WARNING, "ZOOKEEPER-3911", NOT_ON_DISK, "mended in 3.6.3"),
            new Fault("3.5.5", "3.5.9", Severity.WARNING, "ZOOKEEPER-3911", NOT_ON_DISK, "mended in 3.5.10"),
            // release notes of 3.6.3 as ZOOKEEPER-4225, and of 3.5.10
            new Fault("3.6.0", "3.6.2", Severity.WARNING, "ZOOKEEPER-3642", NO_SNAPSHOT, "mended in 3.6.3"),
            new Fault("3.5.5", "3.5.9", Severity.WARNING, "ZOOKEEPER-3642", NO_SNAPSHOT, "mended in 3.5.10"),
            // the setting itself came with 3.5.6 (ZOOKEEPER-3056)
            new Fault(
                    "3.5.6",
                    "3.5.6",
                    Severity.WARNING,
                    LOST_LOGS,
                    "with snapshot.trust.empty it starts without its transaction logs",
                    "mended in 3.5.7"),
            // release notes of 3.5.5
            new Fault("3.5.0", "3.5.4", Severity.WARNING, "ZOOKEEPER-3104", TOO_EARLY, "mended in 3.5.5"),
            // ZOOKEEPER-3589 asks for the same in 3.4, and names these; 3.4.14 was the last
            new Fault(
                    "3.4.13",
                    "3.4.14",
                    Severity.WARNING,
                    "ZOOKEEPER-3589",
                    TOO_EARLY,
                    "mended in 3.5.5, and in no release of 3.4"));

    private KnownVersions() {}

    /**
     * A way in which some releases lose data.
     *
     * @param first the first release that is known to have it
     * @param last the last one
     * @param severity critical where it strikes in everyday work, less where something else must go wrong first
     * @param issue by which ZooKeeper's project knows it
     */
    public record Fault(String first, String last, Severity severity, String issue, String what, String mended) {

        /** All of it in one sentence. */
        public String words() {
            return what + " (" + issue + "); " + mended;
        }
    }

    /** What is wrong with a release, the worst first; empty where nothing is known. */
    public static List<Fault> faults(String version) {
        return FAULTS.stream()
                .filter(fault -> compare(version, fault.first()) >= 0 && compare(version, fault.last()) <= 0)
                .toList();
    }

    static int compare(String one, String other) {
        String[] left = one.split("\\.", -1);
        String[] right = other.split("\\.", -1);
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int difference = Integer.compare(number(left, i), number(right, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length && parts[index].matches("[0-9]{1,9}") ? Integer.parseInt(parts[index]) : 0;
    }
}
