package dev.keepsake.zookeeper.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The last times that a leader brought the observer up to date by other means than one transaction after the other. */
final class SyncNotes {

    private static final int MOST = 100;

    private final Path file;

    SyncNotes(Path file) {
        this.file = file;
    }

    /** Notes one before it happens; the observer had everything through {@code zxid} then. */
    void add(String kind, long zxid) throws IOException {
        List<String> lines = earlier();
        lines.add(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + kind + " 0x" + Long.toHexString(zxid));
        while (lines.size() > MOST) {
            lines.remove(0);
        }
        Files.write(file, lines);
    }

    private List<String> earlier() throws IOException {
        return Files.isRegularFile(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
    }
}
