package dev.keepsake.config;

import dev.keepsake.archive.ArchiveMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** What an agent remembers of its archive, in its state directory: one line, replaced as a whole. */
final class RememberedArchive implements ArchiveMemory {

    private static final String FORM = "keepsake-archive 1";
    private static final int FIELDS = 5;
    private static final int MOST_BYTES = 16 << 10;

    private final Path file;

    RememberedArchive(Path stateDir, String cluster, String node) {
        this.file = stateDir.resolve(cluster + "." + node + ".archive");
    }

    /** What is damaged, or closed to this user, is as good as lost, and is so for an agent that starts anywhere else. */
    @Override
    public Optional<Remembered> recall() {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException lost) {
            return Optional.empty();
        }
    }

    private static Optional<Remembered> parse(String text) {
        String[] fields =
                text.endsWith("\n") ? text.substring(0, text.length() - 1).split("\t", -1) : new String[0];
        if (fields.length != FIELDS || !fields[0].equals(FORM) || !fields[3].matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        return Optional.of(new Remembered(fields[1], fields[2], Integer.parseInt(fields[3]), fields[4]));
    }

    /** A directory that cannot be written to must not keep anybody from backing up, and is an alarm of its own. */
    @Override
    public void remember(Remembered archive) {
        String line = String.join(
                "\t",
                FORM,
                archive.location(),
                archive.archive(),
                Integer.toString(archive.key()),
                archive.fingerprint());
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, line + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            return;
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
