package dev.keepsake.store.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directories below a root, and where in them a key's file is. No symbolic link below the root is followed. */
final class Tree {

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path root;
    private final Ownership ownership;
    private final boolean makesRoot;
    private volatile boolean rootSeen;

    Tree(Path root, boolean makesRoot) {
        this.root = root.toAbsolutePath();
        this.ownership = new Ownership(this.root);
        this.makesRoot = makesRoot;
    }

    Path root() {
        return root;
    }

    Ownership ownership() {
        return ownership;
    }

    Path file(ObjectKey key) {
        return root.resolve(key.value());
    }

    /** Fails unless the root is there; one that was never seen is made, if that is wished. */
    void requireRoot() throws StoreException {
        boolean seenBefore = rootSeen; // read first, as another thread may be making the root just now
        try {
            if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
                throw new StoreException.Unavailable(root + " is no directory", null);
            }
            rootSeen = true;
        } catch (NoSuchFileException e) {
            makeRoot(seenBefore, e);
        } catch (IOException e) {
            throw FileErrors.notDone("looking at " + root, e);
        }
    }

    // only where its parent is, and once: a root that is gone again, or a missing parent, is an unmounted disk
    private void makeRoot(boolean seenBefore, NoSuchFileException missing) throws StoreException {
        Path parent = root.getParent();
        if (!makesRoot || seenBefore || parent == null) {
            throw new StoreException.Unavailable(root + " does not exist; is the disk mounted?", missing);
        }
        try {
            // what root makes stays root's: nobody else was given this place yet
            Files.createDirectory(root, OWNER_ONLY_FOLDER);
            sync(parent);
            rootSeen = true;
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(root)) {
                throw new StoreException.Unavailable(root + " is no directory; move it away", e);
            }
            rootSeen = true; // somebody else made it at the same time
        } catch (NoSuchFileException e) {
            throw new StoreException.Unavailable(parent + " does not exist; is the disk mounted?", e);
        } catch (IOException e) {
            throw FileErrors.notDone("making " + root, e);
        }
    }

    /** The attributes of the object's file, or empty when there is none, or something that is no object. */
    Optional<BasicFileAttributes> object(ObjectKey key) throws IOException {
        try {
            for (Path folder : folders(key)) {
                if (!Files.readAttributes(folder, BasicFileAttributes.class, NOFOLLOW_LINKS)
                        .isDirectory()) {
                    return Optional.empty();
                }
            }
            return Optional.of(Files.readAttributes(file(key), BasicFileAttributes.class, NOFOLLOW_LINKS))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes the folders that the object is to stand in. */
    void makeFolders(ObjectKey key) throws IOException {
        for (Path folder : folders(key)) {
            makeFolder(folder);
        }
    }

    /** Makes a folder unless it is there; only its parent's {@link #sync} makes it durable. */
    void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, OWNER_ONLY_FOLDER);
            ownership.leaveToOwner(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.readAttributes(folder, BasicFileAttributes.class, NOFOLLOW_LINKS)
                    .isDirectory()) {
                throw new StoreException.Unavailable(
                        "nothing can stand below " + folder + ", which is no directory; move it away", e);
            }
        }
    }

    /** Makes the folders of the key durable, all of them: a writer beside us may have made one and not yet synced it. */
    void syncFolders(ObjectKey key) throws IOException {
        sync(root);
        for (Path folder : folders(key)) {
            if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
                return;
            }
            try {
                sync(folder);
            } catch (NoSuchFileException e) {
                return; // emptied and removed by somebody else
            }
        }
    }

    /** Removes the key's folders that hold nothing any more. */
    void removeEmptyFolders(ObjectKey key) {
        List<Path> folders = folders(key);
        for (int i = folders.size() - 1; i >= 0; i--) {
            try {
                Files.delete(folders.get(i));
            } catch (IOException e) {
                return; // not empty, or it may stay: an empty folder is in no listing
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private List<Path> folders(ObjectKey key) {
        List<Path> folders = new ArrayList<>();
        String value = key.value();
        for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
            folders.add(root.resolve(value.substring(0, slash)));
        }
        return folders;
    }
}
