package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.server.persistence.FileTxnLog;

/**
 * What a server's tree was right after one transaction, found by ZooKeeper itself: a copy of a dead server's files, its
 * log truncated at that transaction by ZooKeeper's own code, loaded by a real server and read by a real client.
 */
final class Truth {
    private static final String VERSION_FOLDER = "version-2";

    private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.([0-9a-f]+)(\\.gz|\\.snappy)?");

    private Truth() {}

    /**
     * The tree of a stopped server as it was at zxid. The oldest snapshot is taken, so that as much as can be is
     * replayed from the log, and no snapshot that was being written at zxid can say otherwise.
     */
    static NavigableMap<String, Node> at(long zxid, Member source, Path work)
            throws IOException, InterruptedException, KeeperException {
        try (Ensemble copy =
                Ensemble.prepare(work, 1, source.settings().withSplitLogs().still())) {
            Member reader = copy.member(1);
            copySnapshot(
                    source.dataDir().resolve(VERSION_FOLDER), reader.dataDir().resolve(VERSION_FOLDER), zxid);
            Folders.copy(
                    source.logDir().resolve(VERSION_FOLDER),
                    reader.logDir().resolve(VERSION_FOLDER),
                    name -> name.startsWith("log."));
            truncate(reader.logDir().resolve(VERSION_FOLDER), zxid);
            copy.start();
            requireState(reader, zxid);
            return TreeDump.read(reader.address());
        }
    }

    private static void copySnapshot(Path from, Path to, long zxid) throws IOException {
        List<Path> snapshots = Folders.files(from).stream()
                .filter(file -> SNAPSHOT.matcher(file.getFileName().toString()).matches())
                .sorted(Comparator.comparingLong(Truth::zxidOf))
                .toList();
        if (snapshots.isEmpty() || zxidOf(snapshots.get(0)) > zxid) {
            throw new IOException("no snapshot in " + from + " is as old as 0x" + Long.toHexString(zxid));
        }
        Files.createDirectories(to);
        Files.copy(snapshots.get(0), to.resolve(snapshots.get(0).getFileName().toString()));
    }

    /** The zxid in a snapshot's name. */
    static long zxidOf(Path snapshot) {
        Matcher name = SNAPSHOT.matcher(snapshot.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(snapshot + " is not named like a snapshot");
        }
        return Long.parseUnsignedLong(name.group(1), 16);
    }

    private static void truncate(Path logs, long zxid) throws IOException {
        try (FileTxnLog log = new FileTxnLog(logs.toFile())) {
            if (!log.truncate(zxid)) {
                throw new IOException("no transaction 0x" + Long.toHexString(zxid) + " in the logs of " + logs);
            }
        }
    }

    private static void requireState(Member reader, long zxid) throws IOException {
        long loaded = reader.srvr().zxid();
        if (loaded != zxid) {
            throw new IOException("the copy stands at 0x%x and not at 0x%x".formatted(loaded, zxid));
        }
        List<String> misfits = Files.readAllLines(reader.output()).stream()
                .filter(line -> line.contains("igest mismatch"))
                .toList();
        if (!misfits.isEmpty()) {
            throw new IOException("ZooKeeper found digests that do not fit: " + misfits);
        }
    }
}
