package dev.keepsake.store.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files below a root in the order of their keys, one folder after the other as they are asked for. A folder sorts
 * as its name with the slash that follows it in every key below, so {@code a-b} comes before {@code a/b}.
 */
final class FileListing implements Listing {

    private final FileStore store;
    private final Path root;
    private final String prefix;
    private final String startAfter;
    private final @Nullable Object rootIdentity;
    private final Deque<Iterator<Entry>> open = new ArrayDeque<>();
    private @Nullable StoreException failure;

    FileListing(FileStore store, Path root, String prefix, String startAfter) throws IOException {
        this.store = store;
        this.root = root;
        this.prefix = prefix;
        this.startAfter = startAfter;
        this.rootIdentity = identityOfRoot();
        this.open.push(List.of(new Entry("", true, 0)).iterator());
    }

    @Override
    public Optional<StoredObject> next() throws StoreException {
        if (failure != null) {
            throw failure; // going on would leave out the folder that failed, and nobody would know
        }
        try {
            store.requireUsable();
            return advance();
        } catch (IOException e) {
            failure = FileErrors.notDone("listing '" + prefix + "' in " + store.location(), e);
            throw failure;
        }
    }

    private Optional<StoredObject> advance() throws IOException {
        while (!open.isEmpty()) {
            if (!open.element().hasNext()) {
                open.pop();
                continue;
            }
            Entry entry = open.element().next();
            if (!entry.folder()) {
                return Optional.of(new StoredObject(new ObjectKey(entry.sortedAs()), entry.size()));
            }
            open.push(entriesOf(entry.sortedAs()).iterator());
        }
        return Optional.empty();
    }

    private List<Entry> entriesOf(String folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(folder))) {
            for (Path file : files) {
                String key = folder + file.getFileName();
                if (isKey(key) && (holds(key + "/") || matches(key))) {
                    entry(key, file).ifPresent(entries::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            // gone with its last object, or with its whole disk
            if (!Objects.equals(rootIdentity, identityOfRoot())) {
                throw e;
            }
        }
        entries.sort(Comparator.comparing(Entry::sortedAs));
        return entries;
    }

    private Optional<Entry> entry(String key, Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (attributes.isDirectory()) {
            return Optional.of(new Entry(key + "/", true, 0)).filter(folder -> holds(folder.sortedAs()));
        }
        return Optional.of(new Entry(key, false, attributes.size()))
                .filter(object -> attributes.isRegularFile() && matches(object.sortedAs()));
    }

    private boolean matches(String key) {
        return key.startsWith(prefix) && key.compareTo(startAfter) > 0;
    }

    // whether keys that begin with this folder can match
    private boolean holds(String folder) {
        return (folder.startsWith(prefix) || prefix.startsWith(folder))
                && (folder.compareTo(startAfter) > 0 || startAfter.startsWith(folder));
    }

    // names that are no keys are not ours: our own scratch folder, lost+found, an editor's backup
    private static boolean isKey(String key) {
        try {
            return !new ObjectKey(key).value().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private @Nullable Object identityOfRoot() throws IOException {
        return Files.readAttributes(root, BasicFileAttributes.class).fileKey();
    }

    /** A file, or a folder with the slash that ends it. */
    private record Entry(String sortedAs, boolean folder, long size) {}
}
