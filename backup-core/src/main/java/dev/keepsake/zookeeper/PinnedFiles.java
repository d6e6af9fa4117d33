package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The logs and the newest snapshots of a server, held open so that its purge cannot take them away while they are read.
 *
 * <p>Open descriptors, not hard links: nothing may be created in a server's directories. The server may still truncate a
 * pinned log or rewrite a pinned snapshot in place, so whatever is read is checked when it is read.
 */
final class PinnedFiles implements Closeable {

    /** Older snapshots are never needed: the newest usable one becomes the base. */
    private static final int SNAPSHOTS = 8;

    private final List<Pinned> logs = new ArrayList<>();
    private final List<Pinned> snapshots = new ArrayList<>();
    private final List<Zxid> snapshotNames = new ArrayList<>();
    private final LogPlaces places;

    private PinnedFiles(LogPlaces places) {
        this.places = places;
    }

    /** A file held open. */
    record Pinned(ServerFile file, FileChannel channel) {
        String name() {
            return file.name();
        }

        Zxid zxid() {
            return file.zxid();
        }
    }

    /**
     * Pins the newest snapshots, and the logs from {@code from} on as well as those the snapshots need.
     *
     * @param from the transaction that must be found again; {@code 0x0} for none
     */
    static PinnedFiles pin(ServerDirectories directories, Zxid from) throws IOException {
        return pin(directories, from, new LogPlaces());
    }

    /** The same for somebody who does it again and again, and remembers where in the logs things are. */
    static PinnedFiles pin(ServerDirectories directories, Zxid from, LogPlaces places) throws IOException {
        PinnedFiles pinned = new PinnedFiles(places);
        try {
            List<ServerFile> names = directories.list(ServerFile.Kind.SNAPSHOT);
            names.forEach(name -> pinned.snapshotNames.add(name.zxid()));
            List<ServerFile> newest = names.subList(Math.max(0, names.size() - SNAPSHOTS), names.size());
            open(newest, pinned.snapshots);
            Zxid oldest = newest.isEmpty() ? from : newest.get(0).zxid();
            Zxid floor = from.value() == 0 || oldest.compareTo(from) < 0 ? oldest : from;
            open(needed(directories.list(ServerFile.Kind.LOG), floor), pinned.logs);
            return pinned;
        } catch (IOException | RuntimeException e) {
            pinned.close();
            throw e;
        }
    }

    /** Pins the logs from {@code from} on, and no snapshot. */
    static PinnedFiles pinLogs(ServerDirectories directories, Zxid from, LogPlaces places) throws IOException {
        PinnedFiles pinned = new PinnedFiles(places);
        try {
            open(needed(directories.list(ServerFile.Kind.LOG), from), pinned.logs);
            return pinned;
        } catch (IOException | RuntimeException e) {
            pinned.close();
            throw e;
        }
    }

    /** Where in one of the {@link #logs} the last record before a zxid begins, see {@link LogReader#placeBefore}. */
    long placeBefore(int log, Zxid zxid) throws IOException {
        return places.placeBefore(logs.get(log), zxid);
    }

    /** Oldest first. */
    List<Pinned> logs() {
        return logs;
    }

    /** Oldest first. */
    List<Pinned> snapshots() {
        return snapshots;
    }

    /** The zxids in the names of all snapshots there were, also of those not held open; oldest first. */
    List<Zxid> snapshotNames() {
        return snapshotNames;
    }

    /**
     * Fails when a snapshot was taken away since they were listed. A listing that a purge cuts across may show an old
     * snapshot and miss a newer one, whose absence would then count as proof.
     */
    void requireUnpurged(ServerDirectories directories) throws IOException {
        List<Zxid> now = new ArrayList<>();
        directories.list(ServerFile.Kind.SNAPSHOT).forEach(file -> now.add(file.zxid()));
        if (!now.containsAll(snapshotNames)) {
            throw new NotYetException("the server kept purging its snapshots while they were read; run again, and see"
                    + " 'autopurge.purgeInterval'");
        }
    }

    /** The place in {@link #logs} of the last log that begins at or before the zxid; 0 when all begin after it. */
    int logCovering(Zxid zxid) {
        int index = 0;
        for (int i = 0; i < logs.size(); i++) {
            if (logs.get(i).zxid().compareTo(zxid) <= 0) {
                index = i;
            }
        }
        return index;
    }

    /** The logs from the last one that begins before or at the zxid, with one more in case names and rolls crossed. */
    private static List<ServerFile> needed(List<ServerFile> logs, Zxid floor) {
        int first = 0;
        for (int i = 0; i < logs.size(); i++) {
            if (logs.get(i).zxid().compareTo(floor) <= 0) {
                first = i;
            }
        }
        return logs.subList(Math.max(0, first - 1), logs.size());
    }

    /** Opens what is still there; what was purged since it was listed shows as missing when the records are read. */
    private static void open(List<ServerFile> files, List<Pinned> into) throws IOException {
        for (ServerFile file : files) {
            Optional<FileChannel> channel = open(file);
            channel.ifPresent(opened -> into.add(new Pinned(file, opened)));
        }
    }

    private static Optional<FileChannel> open(ServerFile file) throws IOException {
        try {
            return Optional.of(FileChannel.open(file.path(), StandardOpenOption.READ));
        } catch (NoSuchFileException purged) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw ServerDirectories.denied(file.path());
        }
    }

    @Override
    public void close() throws IOException {
        for (Pinned pinned : logs) {
            pinned.channel().close();
        }
        for (Pinned pinned : snapshots) {
            pinned.channel().close();
        }
    }
}
