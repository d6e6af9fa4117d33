package dev.keepsake.checkup;

import java.util.List;
import java.util.Optional;

/** Versions of ZooKeeper that are known to lose data, by what their own release notes say was mended after them. */
final class KnownVersions {

    /** From the first to the last that has it, both included. */
    private record Fault(String first, String last, String what, String mended) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("3.9.3", "3.9.3", "loses committed transactions by itself", "3.9.4"),
            new Fault(
                    "3.5.6",
                    "3.5.6",
                    "with snapshot.trust.empty it starts without its transaction logs (ZOOKEEPER-3644)",
                    "3.5.7"),
            new Fault(
                    "3.5.0",
                    "3.5.4",
                    "a member that is sent a snapshot may be taken for up to date too early (ZOOKEEPER-3104)",
                    "3.5.5"),
            new Fault(
                    "0",
                    "3.4.13",
                    "a member that is sent a snapshot may be taken for up to date too early (ZOOKEEPER-3104)",
                    "3.4.14"));

    private KnownVersions() {}

    /** What is wrong with a version, and which one mends it; empty where nothing is known. */
    static Optional<String> fault(String version) {
        return FAULTS.stream()
                .filter(fault -> compare(version, fault.first()) >= 0 && compare(version, fault.last()) <= 0)
                .findFirst()
                .map(fault -> fault.what() + "; mended in " + fault.mended());
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
