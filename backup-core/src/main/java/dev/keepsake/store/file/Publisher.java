package dev.keepsake.store.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives a finished, durable file its key's name, in one step, and makes the name durable. */
final class Publisher {

    private static final int ATTEMPTS = 10;

    private final Tree tree;
    private final String location;

    Publisher(Tree tree, String location) {
        this.tree = tree;
        this.location = location;
    }

    /** Moves the file to its place, over whatever object stands there. */
    void replace(ObjectKey key, Path file) throws StoreException {
        publish(key, file, () -> {
            try {
                Files.move(file, tree.file(key), StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                throw Files.isDirectory(tree.file(key), NOFOLLOW_LINKS) ? inTheWay(key) : e;
            }
        });
    }

    /** Moves the file to its place unless an object with other bytes stands there. */
    void putIfAbsent(ObjectKey key, Path file) throws StoreException {
        publish(key, file, () -> {
            try {
                Files.createLink(tree.file(key), file);
            } catch (FileAlreadyExistsException e) {
                requireSameBytes(key, file);
            } catch (FileSystemException e) {
                throw FileErrors.saysNoHardLinks(e) ? noHardLinks(e) : e;
            } catch (UnsupportedOperationException e) {
                throw noHardLinks(e);
            }
        });
    }

    private void publish(ObjectKey key, Path file, Step step) throws StoreException {
        String doing = "writing '" + key + "' to " + location;
        try {
            takeStep(key, file, step);
        } catch (IOException e) {
            throw FileErrors.notDone(doing, e);
        }
        try {
            tree.syncFolders(key);
        } catch (IOException e) {
            throw FileErrors.outcomeUnknown(doing, e);
        }
    }

    private void takeStep(ObjectKey key, Path file, Step step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            tree.requireRoot();
            try {
                tree.makeFolders(key);
                step.take();
                return;
            } catch (NoSuchFileException e) {
                // somebody who deletes may remove a folder as empty just before the file gets there
                if (attempt == ATTEMPTS || Files.notExists(file)) {
                    throw e;
                }
            }
        }
    }

    private void requireSameBytes(ObjectKey key, Path file) throws IOException {
        Path there = tree.file(key);
        if (tree.object(key).isEmpty()) {
            throw Files.exists(there, NOFOLLOW_LINKS) ? inTheWay(key) : new NoSuchFileException(there.toString());
        }
        if (Files.mismatch(file, there) != -1) {
            throw new StoreException.AlreadyExists(
                    "'" + key + "' in " + location + " exists and holds other bytes; it was left as it is");
        }
    }

    private StoreException inTheWay(ObjectKey key) {
        return new StoreException.Unavailable(
                "'" + key + "' cannot be written to " + location + ": a directory, or something else that is no"
                        + " object, stands at " + tree.file(key) + "; move it away",
                null);
    }

    private StoreException noHardLinks(Exception cause) {
        return new StoreException.Unavailable(
                location + " is on a file system without hard links, on which nothing keeps one writer from"
                        + " overwriting another; keep the archive on one that has them (ext4, xfs, NFS)",
                cause);
    }

    /** The one step that makes the object appear. */
    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }
}
