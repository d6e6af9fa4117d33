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
import org.apache.zookeeper.server.persistence.TxnLog.TxnIterator;

/**
 * What a server's tree was right after one transaction, found by ZooKeeper itself: a copy of a dead server's files, its
 * log truncated at that transaction by ZooKeeper's own code, loaded by a real server and read by a real client.
 */
final class Truth {
    private static final String VERSION_FOLDER = "version-2";

    private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.([0-9a-f]+)(\\.gz|\\.snappy)?");

    private static final long FIRST_OF_A_STANDALONE = 1;
    private static final long FIRST_OF_AN_ENSEMBLE = 0x100000001L;

    private Truth() {}

    /**
     * The tree of a stopped server as it was at zxid. A snapshot that is older than every transaction of the log was
     * taken before any was under way, and is the base. Otherwise the log reaches back to the empty tree, and ZooKeeper
     * replays all of it: over a snapshot that was taken under writes, it may give a node another's access list, for the
     * numbers of the lists are given out anew. A log with a gap is no witness and is refused.
     */
    static NavigableMap<String, Node> at(long zxid, Member source, Path work)
            throws IOException, InterruptedException, KeeperException {
        ServerSettings settings =
                source.settings().withSplitLogs().still().with("zookeeper.snapshot.trust.empty", "true");
        try (Ensemble copy = Ensemble.prepare(work, 1, settings)) {
            Member reader = copy.member(1);
            Path logs = reader.logDir().resolve(VERSION_FOLDER);
            Folders.copy(source.logDir().resolve(VERSION_FOLDER), logs, name -> name.startsWith("log."));
            truncate(logs, zxid);
            long first = requireNoGap(logs, zxid);
            copySnapshot(
                    source.dataDir().resolve(VERSION_FOLDER), reader.dataDir().resolve(VERSION_FOLDER), first);
            copy.start();
            requireState(reader, zxid);
            return TreeDump.read(reader.address());
        }
    }

    /** A stopped server whose log holds everything through zxid; one that was sent a snapshot lacks what went before. */
    static Member witness(long zxid, List<Member> members) throws IOException {
        IOException gaps = new IOException("no server's log tells everything through 0x" + Long.toHexString(zxid));
        for (Member member : members) {
            try {
                requireNoGap(member.logDir().resolve(VERSION_FOLDER), zxid);
                return member;
            } catch (IOException gap) {
                gaps.addSuppressed(gap);
            }
        }
        throw gaps;
    }

    private static void copySnapshot(Path from, Path to, long first) throws IOException {
        Path oldest = Folders.files(from).stream()
                .filter(file -> SNAPSHOT.matcher(file.getFileName().toString()).matches())
                .min(Comparator.comparingLong(Truth::zxidOf))
                .orElseThrow(() -> new IOException("no snapshot in " + from));
        if (zxidOf(oldest) < first) {
            Files.createDirectories(to);
            Files.copy(oldest, to.resolve(oldest.getFileName().toString()));
        } else if (first != FIRST_OF_A_STANDALONE && first != FIRST_OF_AN_ENSEMBLE) {
            throw new IOException("the log of %s begins at 0x%x, and no snapshot is older".formatted(from, first));
        }
    }

    /**
     * Returns the first transaction of a log in which, through zxid, each is followed by the next number, or by a new
     * epoch.
     */
    private static long requireNoGap(Path logs, long zxid) throws IOException {
        try (FileTxnLog log = new FileTxnLog(logs.toFile());
                TxnIterator records = log.read(0)) {
            long first = records.getHeader().getZxid();
            long last = first;
            while (last < zxid && records.next()) {
                long next = records.getHeader().getZxid();
                boolean newEpoch = next >>> 32 > last >>> 32 && (next & 0xffffffffL) == 1;
                if (next != last + 1 && !newEpoch) {
                    throw new IOException("the log in %s has a gap between 0x%x and 0x%x".formatted(logs, last, next));
                }
                last = next;
            }
            return first;
        }
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
