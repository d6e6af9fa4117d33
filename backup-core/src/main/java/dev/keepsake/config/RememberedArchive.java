package dev.keepsake.config;

import dev.keepsake.archive.ArchiveMemory;
import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an agent remembers of its archives, in its state directory: a line for each place, the one that was used last before the
 * others, replaced as a whole, by one process and thread at a time.
 */
final class RememberedArchive implements ArchiveMemory {

    private static final String FORM = "keepsake-archive 1";
    private static final int FIELDS = 5;

    /** More than anybody changes to and fro between. */
    static final int MOST_PLACES = 16;

    private static final int MOST_BYTES = 64 << 10;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);
    private static final int TRIES = 200;

    private final Path directory;
    private final Path file;

    RememberedArchive(Path stateDir, String cluster, String node) {
        this.directory = stateDir;
        this.file = stateDir.resolve(cluster + "." + node + ".archive");
    }

    /** What is damaged, or closed to this user, is as good as lost, and is so for an agent that starts anywhere else. */
    @Override
    public Optional<Remembered> recall(String location) {
        return all().stream().filter(one -> one.location().equals(location)).findFirst();
    }

    private List<Remembered> all() {
        List<Remembered> all = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            for (int from = 0, end = text.indexOf('\n'); end >= 0; from = end + 1, end = text.indexOf('\n', from)) {
                parse(text.substring(from, end)).ifPresent(all::add);
            }
        } catch (IOException lost) {
            return all;
        }
        return all;
    }

    private static Optional<Remembered> parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || !fields[0].equals(FORM) || !fields[3].matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        return Optional.of(new Remembered(fields[1], fields[2], Integer.parseInt(fields[3]), fields[4]));
    }

    /** A directory that cannot be written to must not keep anybody from backing up, and is an alarm of its own. */
    @Override
    public void remember(Remembered archive) {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(
                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            Ownership.leaveToOwnerOf(directory, lock);
            if (isHeld(channel)) {
                replace(archive);
            }
        } catch (IOException full) {
            return;
        }
    }

    /** Who never gets it remembers nothing this time, rather than wait for a process that stands still. */
    private static boolean isHeld(FileChannel lock) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            if (tryLock(lock)) {
                return true;
            }
            Pause.REAL.of(BETWEEN_TRIES);
        }
        return false;
    }

    private static boolean tryLock(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException anotherThread) {
            return false;
        }
    }

    private void replace(Remembered archive) throws IOException {
        Stream<Remembered> others = all().stream().filter(one -> !one.location().equals(archive.location()));
        String lines = Stream.concat(Stream.of(archive), others)
                .limit(MOST_PLACES)
                .map(RememberedArchive::line)
                .collect(Collectors.joining());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        // a link that somebody put there is not followed, by root least of all
        Files.deleteIfExists(fresh);
        Files.writeString(fresh, lines, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Ownership.leaveToOwnerOf(directory, fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(Remembered one) {
        String key = Integer.toString(one.key());
        return String.join("\t", FORM, one.location(), one.archive(), key, one.fingerprint()) + "\n";
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
