package dev.keepsake.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files for nobody but who takes them out of a backup: they hold the passwords of whatever was backed up. */
final class PrivateFiles {

    private PrivateFiles() {}

    /** A file that is not there yet. */
    static OutputStream create(Path file) throws IOException {
        return Channels.newOutputStream(Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }

    /** What a file is to hold. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A file that is not there yet, with all of its content: where that does not come to its end, there is none. */
    static void write(Path file, Content content) throws IOException {
        boolean whole = false;
        try (OutputStream out = create(file)) {
            try {
                content.writeTo(out);
                whole = true;
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Fails where such a file cannot be made, before anything takes long. */
    static void requireCreatable(Path file) throws IOException {
        create(file).close();
        Files.delete(file);
    }

    /** A directory and those above it that are not there yet; what is there stays as it is. */
    static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
