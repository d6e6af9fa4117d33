package dev.keepsake.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A journal in the state directory, replaced by renaming, so that it is the old one or the new one after a crash. */
final class JournalFile implements Journal.Place {

    private static final int MOST_BYTES = 1 << 20;

    private final Path file;

    private JournalFile(Path file) {
        this.file = file;
    }

    /** The journal of a node of a cluster. */
    JournalFile(Path stateDir, String cluster, String node) {
        this(stateDir.resolve(cluster + "." + node + ".journal"));
    }

    /** How a source of that node is followed, kept in the same way. */
    static JournalFile ofSource(Path stateDir, String cluster, String node, String source) {
        return new JournalFile(stateDir.resolve(cluster + "." + node + "." + source + ".follow"));
    }

    /** What is remembered of scheduled looks at the archive. */
    static JournalFile ofProofs(Path stateDir, String cluster, String node) {
        return new JournalFile(stateDir.resolve(cluster + "." + node + ".proofs"));
    }

    @Override
    public Optional<String> read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(file + " is larger than any journal");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (AccessDeniedException closed) {
            throw new IOException("it is closed to this user", closed);
        }
    }

    @Override
    public void write(String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
