package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.Ownership;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.mesos.leveldb.DatabaseWriter;
import dev.keepsake.mesos.leveldb.Entries;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a replicated log that is to be filled. It is written beside its place, forced to disk, read back, and
 * renamed into place in one step; whatever fails before leaves it blank.
 */
final class LogDirectory {

    /** How the names of unfinished directories begin. */
    static final String UNFINISHED = ".keepsake-restore-";

    private static final int MAX_NAMED = 5;

    /** Copies and what LevelDB makes of them at the first start. */
    private static final int ROOM = 3;

    /** What LevelDB leaves in a directory without any entry. */
    private static final Set<String> NOT_CONTENT = Set.of("LOCK", "LOG", "LOG.old");

    private final Path directory;

    LogDirectory(Path directory) {
        this.directory = directory;
    }

    /** Nobody has it open, and there is nothing in it. */
    void requireBlank() throws IOException {
        if (Files.isSymbolicLink(directory)) {
            throw new RefusedException(directory + " is a symbolic link; name the directory that it stands for");
        }
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new RefusedException(directory + " is not a directory");
        }
        requireUnlocked();
        TreeSet<String> content = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !NOT_CONTENT.contains(name))
                    .forEach(content::add);
        } catch (AccessDeniedException e) {
            throw new RefusedException("no permission to look into " + directory
                    + ", so nothing says that it is blank; run the restore as the master's user or as root");
        }
        if (!content.isEmpty()) {
            throw new RefusedException(
                    Guard.NOT_BLANK,
                    "the target is not blank: " + directory + " holds " + content.size()
                            + " entries ("
                            + String.join(
                                    ", ", content.stream().limit(MAX_NAMED).toList())
                            + (content.size() > MAX_NAMED ? ", …" : "")
                            + "); a replica that rejoins with an old log may bring it back. Move it away, for example to "
                            + directory + ".old, and run again");
        }
    }

    /** LevelDB holds a lock on this file as long as it has the directory open. */
    private void requireUnlocked() throws IOException {
        Path lock = directory.resolve("LOCK");
        if (!Files.exists(lock)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                @Nullable FileLock held = channel.tryLock()) {
            if (held == null) {
                throw running(lock);
            }
        } catch (OverlappingFileLockException e) {
            throw running(lock);
        } catch (AccessDeniedException e) {
            throw new RefusedException("no permission to try " + lock
                    + ", so nothing says that no master runs; run the restore as the master's user or as root");
        }
    }

    private RefusedException running(Path lock) {
        return new RefusedException("a running process has " + directory + " open, since it holds " + lock
                + "; stop mesos-master on every master before any of them is restored");
    }

    /** There is room for what is written, and for what LevelDB makes of it. */
    void requireRoom(long bytes) throws IOException {
        Path existing = existing();
        long free = Files.getFileStore(existing).getUsableSpace();
        if (free / ROOM < bytes) {
            throw new RefusedException("there are " + free + " bytes free for " + directory + ", but " + ROOM
                    + " times " + bytes + " are needed: the image, and what the master makes of it when it starts");
        }
        if (!Files.isWritable(existing)) {
            throw new RefusedException("no permission to write into " + existing + " as "
                    + System.getProperty("user.name") + "; run the restore as the master's user or as root");
        }
    }

    void write(LogImage image) throws IOException {
        try {
            Ownership ownership = Ownership.of(existing());
            Path parent = directory.getParent();
            if (parent == null) {
                throw new RefusedException(directory + " is the root of a file system");
            }
            ownership.makeDirectories(parent);
            place(image, Files.createTempDirectory(parent, UNFINISHED), ownership);
            force(parent);
        } catch (RefusedException | CorruptException e) {
            throw e;
        } catch (IOException e) {
            throw (RefusedException) new RefusedException("the replicated log could not be written to " + directory
                            + ": " + e + "; what was begun is removed. Mend the disk or make room, and run again. A"
                            + " directory that is a mount point cannot be replaced: name one within it")
                    .initCause(e);
        }
    }

    private void place(LogImage image, Path unfinished, Ownership ownership) throws IOException {
        try {
            fill(image, unfinished, ownership);
            requireBlank();
            for (String left : NOT_CONTENT) {
                Files.deleteIfExists(directory.resolve(left));
            }
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try {
                remove(unfinished);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private static void fill(LogImage image, Path unfinished, Ownership ownership) throws IOException {
        try (DatabaseWriter writer = new DatabaseWriter(unfinished)) {
            image.forEach(writer::put);
            writer.commit();
        }
        for (Path file : files(unfinished)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            ownership.give(file);
        }
        ownership.give(unfinished);
        force(unfinished);
        requireWritten(image, unfinished);
    }

    /** Reads all of it back through the reader that captures trust. */
    private static void requireWritten(LogImage image, Path unfinished) throws IOException {
        Path work = Files.createTempDirectory("keepsake-");
        try (Entries entries = Entries.read(unfinished, work)) {
            String hash = LogImage.digest(entries);
            if (!hash.equals(image.hash())) {
                throw new CorruptException(unfinished + " reads back with hash " + hash + " instead of " + image.hash()
                        + ": this disk does not keep what is written to it");
            }
        } finally {
            Files.deleteIfExists(work);
        }
    }

    private static void remove(Path unfinished) throws IOException {
        for (Path file : files(unfinished)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(unfinished);
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The directory itself, or the nearest one above it that exists. */
    private Path existing() {
        Path existing = directory;
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }
}
