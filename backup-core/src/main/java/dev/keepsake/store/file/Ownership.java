package dev.keepsake.store.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;

/**
 * To whom files below a root belong: what root makes there by hand would be closed to agents, which are other users, so it is
 * given to whom the folder belongs that it is in. Each folder on the way is opened from the one above and never through a
 * link: their owner may exchange any of them at any time, and must not be given a file of root's elsewhere.
 */
final class Ownership {

    private final Path root;

    Ownership(Path root) {
        this.root = root;
    }

    /** Gives what was just made below the root to whom its folder belongs; as another user than root it changes nothing. */
    void leaveToOwner(Path made) throws IOException {
        Path folder = Objects.requireNonNull(made.getParent());
        try {
            if (differs(attributes(folder), Files.readAttributes(made, PosixFileAttributes.class, NOFOLLOW_LINKS))) {
                give(made);
            }
        } catch (FileSystemException notRoot) {
            // then it stays this user's; and what is gone by now whoever uses it finds out
            return;
        }
    }

    private static PosixFileAttributes attributes(Path folder) throws IOException {
        return Files.readAttributes(folder, PosixFileAttributes.class);
    }

    private static boolean differs(PosixFileAttributes above, PosixFileAttributes own) {
        return !own.owner().equals(above.owner());
    }

    private void give(Path made) throws IOException {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            if (top instanceof SecureDirectoryStream<Path> folder) {
                give(folder, root.relativize(made));
            } // else it stays this user's, of which the agents' check tells
        }
    }

    private static void give(SecureDirectoryStream<Path> folder, Path made) throws IOException {
        if (made.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(made.getName(0), NOFOLLOW_LINKS)) {
                give(next, made.subpath(1, made.getNameCount()));
            }
            return;
        }
        PosixFileAttributes above =
                folder.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
        PosixFileAttributeView view = folder.getFileAttributeView(made, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        PosixFileAttributes own = view.readAttributes();
        // anything else was put there by somebody who was quicker
        if ((own.isRegularFile() || own.isDirectory()) && differs(above, own)) {
            view.setOwner(above.owner());
            view.setGroup(above.group());
        }
    }
}
