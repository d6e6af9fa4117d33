package dev.keepsake.deploy;

import dev.keepsake.deploy.ServerVersion.Feature;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to set up servers, of those that lead to other bytes on disk.
 *
 * @param size how many servers
 * @param snapshots plain, gz or snappy
 * @param digests whether the server writes digests into its log and its snapshots
 * @param sessionPaths whether the end of a session says in the log which nodes went with it
 * @param splitLogs whether logs lie in a folder of their own
 * @param purged whether old files are deleted under the agent's feet
 */
record Cell(
        ServerVersion version,
        int size,
        String snapshots,
        boolean digests,
        boolean sessionPaths,
        boolean splitLogs,
        boolean purged) {
    /** Those that differ the most; the newest version is also what other tests run. */
    static List<Cell> few() {
        return List.of(
                new Cell(ServerVersion.V3_4_14, 1, "plain", false, false, true, true),
                new Cell(ServerVersion.V3_4_14, 3, "plain", false, false, false, false),
                new Cell(ServerVersion.V3_5_10, 3, "plain", false, false, true, false),
                new Cell(ServerVersion.V3_8_6, 1, "gz", true, false, true, true),
                new Cell(ServerVersion.V3_9_5, 1, "snappy", false, false, false, true));
    }

    /** Every combination that a version knows; of where logs lie and what is purged, each beside each of the others. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (ServerVersion version : ServerVersion.values()) {
            for (int size : List.of(1, 3)) {
                for (String snapshots :
                        version.knows(Feature.COMPRESSION) ? List.of("plain", "gz", "snappy") : List.of("plain")) {
                    for (boolean digests : choices(version.knows(Feature.DIGESTS))) {
                        for (boolean paths : choices(version.knows(Feature.PATHS_AT_SESSION_END))) {
                            int count = cells.size();
                            cells.add(new Cell(
                                    version, size, snapshots, digests, paths, count % 2 == 0, count / 2 % 2 == 0));
                            if (!version.knows(Feature.DIGESTS)) {
                                cells.add(new Cell(
                                        version, size, snapshots, digests, paths, count % 2 != 0, count / 2 % 2 != 0));
                            }
                        }
                    }
                }
            }
        }
        return cells;
    }

    private static List<Boolean> choices(boolean known) {
        return known ? List.of(true, false) : List.of(false);
    }

    /** Servers set up so, with a new snapshot and a new log file after about this many transactions. */
    ServerSettings settings(int snapshotEvery) {
        // these servers are killed, but their machine is not, so that nothing is lost that was written
        ServerSettings settings = ServerSettings.of(version)
                .withSnapshotEvery(snapshotEvery)
                .with("zookeeper.forceSync", "no")
                .with("zookeeper.preAllocSize", "64");
        if (version.knows(Feature.DIGESTS)) {
            settings = settings.with("zookeeper.digest.enabled", Boolean.toString(digests))
                    .with("zookeeper.closeSessionTxn.enabled", Boolean.toString(sessionPaths));
        }
        if (!snapshots.equals("plain")) {
            settings = settings.with("zookeeper.snapshot.compression.method", snapshots);
        }
        return splitLogs ? settings.withSplitLogs() : settings;
    }

    @Override
    public String toString() {
        return "%s, %d server(s), %s snapshots, digests %b, paths at a session's end %b, split %b, purged %b"
                .formatted(version, size, snapshots, digests, sessionPaths, splitLogs, purged);
    }
}
