package dev.keepsake.cli;

import dev.keepsake.archive.KeyText;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes keys into files of their own; never over another one, which may be all that opens an archive. */
final class KeyOutput {

    private KeyOutput() {}

    static void write(Path file, KeyText key) throws IOException {
        String mode = key.kind().isPrivate() ? "rw-------" : "rw-r--r--";
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
            Channels.newOutputStream(channel).write((key.json() + "\n").getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        } catch (FileAlreadyExistsException there) {
            throw new RefusedException(file + " is there already, and a key is never overwritten; name another file");
        }
    }
}
