package dev.keepsake.agent;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.Ownership;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second run, or a second daemon, of the same agent away; the system lets go of the lock when the process dies.
 */
final class RunLock {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int TRIES = 11;
    private static final int TRIES_OF_A_RUN = 101;

    private final Path stateDir;
    private final String name;

    private RunLock(Path stateDir, String name) {
        this.stateDir = stateDir;
        this.name = name;
    }

    /** The lock that one run of this node in this cluster holds. */
    static RunLock ofRuns(Path stateDir, String cluster, String node) {
        return new RunLock(stateDir, cluster + "." + node + ".lock");
    }

    /** The lock that the daemon of this node in this cluster holds as long as it lives. */
    static RunLock ofDaemon(Path stateDir, String cluster, String node) {
        return new RunLock(stateDir, cluster + "." + node + ".daemon.lock");
    }

    /** Who holds a lock. */
    enum Holder {
        /** A process that runs. */
        SOMEBODY,
        /** No process. */
        NOBODY,
        /** The lock is closed to this user. */
        UNKNOWN
    }

    /** What is done under the lock. */
    @FunctionalInterface
    interface Work<T> {

        /** Does it. */
        T run() throws IOException;
    }

    /**
     * Does the work while holding the lock of this node in this cluster, or refuses when another run holds it. A daemon
     * that follows its sources holds it for a moment every other second, and now and then for longer.
     */
    static <T> T during(Path stateDir, String cluster, String node, Work<T> work) throws IOException {
        return during(stateDir, cluster, node, Pause.REAL, work);
    }

    /** The same, waiting elsewhere. */
    static <T> T during(Path stateDir, String cluster, String node, Pause pause, Work<T> work) throws IOException {
        RunLock lock = ofRuns(stateDir, cluster, node);
        Optional<T> done = lock.tryDuring(pause, TRIES_OF_A_RUN, work);
        return done.orElseThrow(() -> new RefusedException(
                Guard.RUNNING,
                "another run of this agent is under way: it holds " + lock.file()
                        + "; wait for it, or end that process"));
    }

    /** Does the work while holding the lock; empty, with nothing done, when somebody else holds it. */
    <T> Optional<T> tryDuring(Work<T> work) throws IOException {
        Optional<Closeable> held = tryHold();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.run());
        } finally {
            held.get().close();
        }
    }

    /** Takes the lock until what is returned is closed; empty when somebody else holds it. */
    Optional<Closeable> tryHold() throws IOException {
        FileChannel channel = open(stateDir, file());
        boolean got = false;
        try {
            got = tryLock(channel) != null;
            return got ? Optional.of(channel) : Optional.empty();
        } finally {
            if (!got) {
                channel.close();
            }
        }
    }

    /** The same, trying for about a second, since somebody may only look whether the lock is held. */
    <T> Optional<T> tryDuring(Pause pause, Work<T> work) throws IOException {
        return tryDuring(pause, TRIES, work);
    }

    private <T> Optional<T> tryDuring(Pause pause, int most, Work<T> work) throws IOException {
        Optional<T> done = tryDuring(work);
        for (int tries = 1; done.isEmpty() && tries < most; tries++) {
            pause.of(BETWEEN_TRIES);
            done = tryDuring(work);
        }
        return done;
    }

    /** Whether somebody holds the lock, as far as this user may know. Makes neither the lock nor its directory. */
    Holder holder() throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            return tryLock(channel) == null ? Holder.SOMEBODY : Holder.NOBODY;
        } catch (NoSuchFileException absent) {
            return Holder.NOBODY;
        } catch (FileSystemException closed) {
            return Holder.UNKNOWN;
        }
    }

    /** Where the lock is. */
    Path file() {
        return stateDir.resolve(name);
    }

    private static FileChannel open(Path stateDir, Path file) throws IOException {
        try {
            if (!Files.isDirectory(stateDir)) {
                Files.createDirectories(
                        stateDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // whoever the directory belongs to must not have root give him another file
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
            Ownership.leaveToOwnerOf(stateDir, file);
            return channel;
        } catch (AccessDeniedException e) {
            throw new RefusedException(
                    Guard.NO_PERMISSION,
                    "no permission to write " + e.getFile() + ", where the agent keeps its lock; give the"
                            + " directory to the agent's user, or set 'state-dir'");
        } catch (IOException e) {
            throw new RefusedException("the agent cannot keep its lock in " + stateDir + " (" + e
                    + "); see that it is a directory that can be written to, or set 'state-dir'");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
