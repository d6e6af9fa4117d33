package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts a backup onto blank servers with the command line, and checks what that left on their disks. */
final class Restoration {
    private Restoration() {}

    /** Prepares blank servers of the newest version below root, restores onto each, and has them checked; starts none. */
    static Ensemble onto(Path root, int size, boolean splitLogs, Keepsake keepsake, Backup backup) throws IOException {
        ServerSettings settings = ServerSettings.standard().still();
        return onto(root, size, splitLogs ? settings.withSplitLogs() : settings, keepsake, backup);
    }

    /** The same with servers of any kind. */
    static Ensemble onto(Path root, int size, ServerSettings settings, Keepsake keepsake, Backup backup)
            throws IOException {
        Ensemble blank = Ensemble.prepare(root, size, settings);
        for (Member member : blank.members()) {
            keepsake.run(keepsake.restore(backup, member)).orThrow();
            requireSameFiles(blank.member(1).dataDir(), member.dataDir());
            requireSameFiles(blank.member(1).logDir(), member.logDir());
        }
        keepsake.run(keepsake.check(blank)).orThrow();
        return blank;
    }

    /** Fails unless the folders of two servers hold the same files, byte for byte. */
    private static void requireSameFiles(Path one, Path other) throws IOException {
        List<Path> left = Folders.files(one.resolve("version-2"));
        List<Path> right = Folders.files(other.resolve("version-2"));
        if (!names(left).equals(names(right))) {
            throw new IOException("%s holds %s, but %s holds %s".formatted(one, names(left), other, names(right)));
        }
        for (int i = 0; i < left.size(); i++) {
            if (Files.mismatch(left.get(i), right.get(i)) != -1) {
                throw new IOException(left.get(i) + " and " + right.get(i) + " differ");
            }
        }
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
