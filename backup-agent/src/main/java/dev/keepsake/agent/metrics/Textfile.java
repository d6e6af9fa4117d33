package dev.keepsake.agent.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The file that node_exporter's textfile collector reads: the old text or the new one, and never a part. */
public final class Textfile {

    private final Path file;

    /** A file whose directory is there. */
    public Textfile(Path file) {
        this.file = file;
    }

    /** Replaces what it holds, readable for all. */
    public void write(String text) throws IOException {
        // a name that the collector passes over
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException(
                    "the metrics cannot be written to " + file + " (" + e
                            + "): see that its directory is there and that"
                            + " user '" + System.getProperty("user.name") + "' may write to it, or change"
                            + " 'metrics.textfile'",
                    e);
        }
    }
}
