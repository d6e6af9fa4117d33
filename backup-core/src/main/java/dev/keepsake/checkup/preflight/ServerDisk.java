package dev.keepsake.checkup.preflight;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server on this machine has on its disks.
 *
 * @param snapshots how many there are
 * @param largest the bytes of the largest of them
 * @param logs how many there are
 * @param places its directories, those on one disk together
 * @param trouble why nothing is known; then the rest does not count
 */
public record ServerDisk(
        String source,
        Path dataDir,
        long snapshots,
        long largest,
        long logs,
        List<Place> places,
        Optional<String> trouble) {

    private static final String VERSION = "version-2";
    // a server makes room for a log of this size whenever it begins one
    private static final long LOG = 64L << 20;
    private static final int LOGS_TO_COME = 4;
    private static final int SNAPSHOTS_TO_COME = 2;

    /** Keeps its own copy. */
    public ServerDisk {
        places = List.copyOf(places);
    }

    /**
     * Some directories on one disk.
     *
     * @param free bytes that may be written
     * @param needed bytes that a server writes there while it is upgraded
     */
    public record Place(String directories, long free, long needed) {}

    /** Looks; what cannot be seen is said, not thrown. */
    public static ServerDisk of(String source, Path dataDir, Path dataLogDir) {
        try {
            Listed snapshots = files(dataDir, "snapshot.*");
            Listed logs = files(dataLogDir, "log.*");
            long forSnapshots = SNAPSHOTS_TO_COME * snapshots.largest;
            long forLogs = LOGS_TO_COME * LOG;
            FileStore data = Files.getFileStore(dataDir);
            FileStore log = Files.getFileStore(dataLogDir);
            List<Place> places = data.equals(log)
                    ? List.of(new Place(shown(dataDir, dataLogDir), data.getUsableSpace(), forSnapshots + forLogs))
                    : List.of(
                            new Place(dataDir.toString(), data.getUsableSpace(), forSnapshots),
                            new Place(dataLogDir.toString(), log.getUsableSpace(), forLogs));
            return new ServerDisk(
                    source, dataDir, snapshots.count, snapshots.largest, logs.count, places, Optional.empty());
        } catch (IOException e) {
            return new ServerDisk(
                    source,
                    dataDir,
                    0,
                    0,
                    0,
                    List.of(),
                    Optional.of("its directories cannot be looked at: "
                            + e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
    }

    private record Listed(long count, long largest) {}

    private static Listed files(Path directory, String pattern) throws IOException {
        long count = 0;
        long largest = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve(VERSION), pattern)) {
            for (Path entry : entries) {
                count++;
                largest = Math.max(largest, size(entry));
            }
        }
        return new Listed(count, largest);
    }

    /** It may be purged between the listing and this. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static String shown(Path dataDir, Path dataLogDir) {
        return dataDir.equals(dataLogDir) ? dataDir.toString() : dataDir + " and " + dataLogDir;
    }
}
