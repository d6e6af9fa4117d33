package dev.keepsake.store.file;

import dev.keepsake.store.Capability;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store in a directory: every object is a file under its key's name, mode 0600, in folders of mode 0700.
 *
 * <p>Objects are written to {@code .keepsake-tmp} beside them, synced, and renamed, or linked where they must not
 * replace another; then the folders are synced. So it needs a file system with hard links and locks. What a writer
 * leaves behind when it dies is removed by the next one that writes.
 *
 * <p>Files that no {@link ObjectKey} can name are left alone and not listed, and symbolic links below the root are
 * taken for absent.
 */
public final class FileStore implements ObjectStore {

    /** What a directory has not. */
    public static final List<Capability> TRAITS = List.of(
            Capability.notHad(
                    "checksums",
                    "a file system takes what it is given; what its disk changes later is found by 'keepsake verify' alone:"
                            + " run that by schedule"),
            Capability.notHad(
                    "versions", "none are kept: whoever may write to this directory can delete backups for good"),
            Capability.notHad("object-lock", "off: nothing keeps a backup here from being deleted before its time"));

    private final Tree tree;
    private final Scratch scratch;
    private final String location;
    private final Publisher publisher;
    private final Set<FileWrite> writes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private FileStore(Tree tree) {
        this.tree = tree;
        this.scratch = new Scratch(tree);
        this.location = tree.root().toUri().toString().replaceFirst("(?<=[^/])/$", "");
        this.publisher = new Publisher(tree, location);
    }

    Ownership ownership() {
        return tree.ownership();
    }

    /** A store in a directory that has to be there: while it is not, every call fails, since its disk may not be mounted. */
    public static FileStore open(Path root) {
        return new FileStore(new Tree(root, false));
    }

    /** A store in a directory that the first call makes if it is missing, but not the directory above. */
    public static FileStore create(Path root) {
        return new FileStore(new Tree(root, true));
    }

    @Override
    public FileWrite write(ObjectKey key) throws StoreException {
        requireUsable();
        tree.requireRoot();
        try {
            FileWrite write = new FileWrite(this, key, scratch.newFile());
            writes.add(write);
            if (closed) {
                write.abandon(); // it may have come too late for close to see it
            }
            return write;
        } catch (IOException e) {
            throw FileErrors.notDone("writing '" + key + "' to " + location, e);
        }
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        if (bytes.length > MAX_PUT_BYTES) {
            throw new IllegalArgumentException(
                    "'" + key + "' has " + bytes.length + " bytes, more than " + MAX_PUT_BYTES);
        }
        try (FileWrite write = write(key)) {
            write.write(bytes, 0, bytes.length);
            write.commitIfAbsent();
        }
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        requireUsable();
        tree.requireRoot();
        String doing = "reading '" + key + "' from " + location;
        try {
            if (tree.object(key).isPresent()) {
                return new FileRead(doing, tree.file(key), offset);
            }
        } catch (IOException e) {
            throw FileErrors.notDone(doing, e);
        }
        throw new StoreException.NotFound("there is no '" + key + "' in " + location);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        requireUsable();
        tree.requireRoot();
        try {
            return new FileListing(this, tree.root(), prefix, startAfter);
        } catch (IOException e) {
            throw FileErrors.notDone("listing '" + prefix + "' in " + location, e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        requireUsable();
        tree.requireRoot();
        String doing = "deleting '" + key + "' from " + location;
        try {
            if (tree.object(key).isPresent()) {
                Files.deleteIfExists(tree.file(key));
                tree.removeEmptyFolders(key);
            }
        } catch (IOException e) {
            throw FileErrors.notDone(doing, e);
        }
        try {
            tree.syncFolders(key); // also when it is gone already: this may be the second try
        } catch (IOException e) {
            throw FileErrors.outcomeUnknown(doing, e);
        }
    }

    @Override
    public Instant now() throws StoreException {
        requireUsable();
        tree.requireRoot();
        try {
            if (Files.isWritable(tree.root())) {
                return scratch.clock();
            }
        } catch (IOException e) {
            requireUsable();
        }
        return Instant.now(); // whoever cannot write here claims nothing, so its own clock does no harm
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public void close() throws StoreException {
        closed = true;
        try {
            for (FileWrite write : writes) {
                write.abandon();
            }
            scratch.close();
        } catch (IOException e) {
            throw FileErrors.notDone("closing " + location, e);
        }
    }

    @Override
    public String toString() {
        return location;
    }

    Publisher publisher() {
        return publisher;
    }

    void ended(FileWrite write) {
        writes.remove(write);
    }

    void requireUsable() throws StoreException {
        if (closed) {
            throw new StoreException.Unavailable(location + " was closed", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException.Unavailable("interrupted before the next call to " + location, null);
        }
    }
}
