package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Deletes what no later capture needs of an observer's own files. Always the oldest first, and never a snapshot from
 * between others: where a leader sent a state, only the snapshot of it shows that the log has a hole.
 */
final class ObserverPurge {

    /** As many as ZooKeeper's own purge keeps at least. */
    private static final int KEPT = 3;

    private final ServerDirectories directories;

    ObserverPurge(ServerDirectories directories) {
        this.directories = directories;
    }

    /** Everything through this zxid is in the archive. */
    void archived(Zxid zxid) throws IOException {
        List<ServerFile> snapshots = directories.list(ServerFile.Kind.SNAPSHOT);
        int keep = Math.max(0, snapshots.size() - KEPT);
        // one from before what the next capture begins with tells that none was there since
        int witness = 0;
        for (int i = 0; i < snapshots.size(); i++) {
            witness = snapshots.get(i).zxid().compareTo(zxid) <= 0 ? i : witness;
        }
        keep = Math.min(keep, witness);
        if (keep == 0) {
            return;
        }
        deleteLogs(snapshots.get(keep).zxid());
        for (ServerFile snapshot : snapshots.subList(0, keep)) {
            Files.deleteIfExists(snapshot.path());
        }
    }

    /** The log that holds what follows the oldest snapshot kept, and the one before it in case names and rolls crossed. */
    private void deleteLogs(Zxid oldest) throws IOException {
        List<ServerFile> logs = directories.list(ServerFile.Kind.LOG);
        int covering = 0;
        for (int i = 0; i < logs.size(); i++) {
            covering = logs.get(i).zxid().compareTo(oldest) <= 0 ? i : covering;
        }
        for (ServerFile log : logs.subList(0, Math.max(0, covering - 1))) {
            Files.deleteIfExists(log.path());
        }
    }
}
