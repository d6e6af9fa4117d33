package dev.keepsake.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** How many servers a target's {@code zoo.cfg} names, where one lies in or beside its directories. */
final class Neighbours {

    private static final Pattern SERVER = Pattern.compile("(?m)^\\s*server\\.[0-9]+\\s*[=:]");
    private static final int MAX_CONFIG = 1 << 20;

    private Neighbours() {}

    static long of(Path dataDir, Path logDir) throws IOException {
        long most = 0;
        for (Path directory : List.of(dataDir, dataDir.resolveSibling("."), dataDir.resolveSibling("conf"), logDir)) {
            Path file = directory.resolve("zoo.cfg");
            if (Files.isReadable(file) && Files.size(file) <= MAX_CONFIG) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                most = Math.max(most, SERVER.matcher(text).results().count());
            }
        }
        return most;
    }
}
