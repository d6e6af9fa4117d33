package dev.keepsake.store.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Scratch folders of writers that died: whoever can take a folder's lock knows that nobody writes in it any more. */
final class Leftovers {

    private Leftovers() {}

    /** Removes all leftovers but the folders named. What cannot be removed stays: it costs room and nothing else. */
    static void sweep(Path all, Set<String> spared) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
            for (Path folder : folders) {
                if (!spared.contains(folder.getFileName().toString())) {
                    removeIfDead(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return;
        }
    }

    /** Removes a scratch folder, its lock last, so that a half removed one is still known for what it is. */
    static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> !file.getFileName().toString().equals(Scratch.LOCK))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(folder.resolve(Scratch.LOCK));
        Files.deleteIfExists(folder);
    }

    private static void removeIfDead(Path folder) {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(Scratch.LOCK), StandardOpenOption.WRITE, NOFOLLOW_LINKS);
                FileLock held = channel.tryLock()) {
            if (held != null) {
                remove(folder);
            }
        } catch (NoSuchFileException e) {
            removeEmpty(folder);
        } catch (IOException | OverlappingFileLockException e) {
            return; // another user's, or alive
        }
    }

    // a writer that is about to put its lock there finds its folder gone, and makes another
    private static void removeEmpty(Path folder) {
        try {
            Files.delete(folder);
        } catch (IOException e) {
            return;
        }
    }
}
