package dev.keepsake.store.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One store's own folder for files that are no objects yet, on the file system of the objects. It is made when first
 * needed and stays locked while the store lives, so that other stores tell a living writer's files from a dead one's.
 */
final class Scratch {

    static final String FOLDER = ".keepsake-tmp";
    static final String LOCK = "lock";

    private static final int ATTEMPTS = 10;

    /**
     * The folders of all stores in this process. Their locks must not even be tried: a process that closes a lock file
     * gives up every lock it holds on it, whoever took it.
     */
    private static final Set<String> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Tree tree;
    private final Path all;
    private @Nullable Path mine;
    private @Nullable FileChannel lock;
    private long files;
    private boolean closed;

    Scratch(Tree tree) {
        this.tree = tree;
        this.all = tree.root().resolve(FOLDER);
    }

    /** A name for a new file. */
    synchronized Path newFile() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Path folder = mine;
        if (folder == null || Files.notExists(folder.resolve(LOCK))) {
            remove();
            folder = make();
            Leftovers.sweep(all, OF_THIS_PROCESS);
        }
        return folder.resolve(Long.toString(files++));
    }

    /** The time of the file system, which on a share is its server's and the same for everybody. */
    Instant clock() throws IOException {
        Path probe = newFile();
        Files.createFile(probe, Tree.OWNER_ONLY_FILE);
        try {
            return Files.getLastModifiedTime(probe).toInstant();
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Removes the folder with all that is in it, gives up its lock, and makes no other. */
    synchronized void close() throws IOException {
        closed = true;
        remove();
    }

    private void remove() throws IOException {
        if (mine == null || lock == null) {
            return;
        }
        try {
            Leftovers.remove(mine);
        } finally {
            lock.close();
            OF_THIS_PROCESS.remove(mine.getFileName().toString());
            mine = null;
            lock = null;
        }
    }

    private Path make() throws IOException {
        tree.makeFolder(all);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String name = UUID.randomUUID().toString();
            OF_THIS_PROCESS.add(name);
            Path folder = all.resolve(name);
            if (lockNew(folder)) {
                mine = folder;
                return folder;
            }
            OF_THIS_PROCESS.remove(name);
        }
        throw new IOException("every new folder below " + all + " is removed at once by somebody else");
    }

    // another store's sweep may take the newborn folder for a leftover until the lock is held, and not afterwards
    private boolean lockNew(Path folder) throws IOException {
        Files.createDirectory(folder, Tree.OWNER_ONLY_FOLDER);
        Path file = folder.resolve(LOCK);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Tree.OWNER_ONLY_FILE);
            tree.ownership().leaveToOwner(folder);
            tree.ownership().leaveToOwner(file);
        } catch (NoSuchFileException e) {
            return false;
        }
        try {
            FileLock held = channel.tryLock();
            if (held != null && Files.exists(file)) {
                lock = channel;
                return true;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return false;
    }
}
