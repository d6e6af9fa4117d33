package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which nodes are containers and which have a time to live, and how long. No client is told; the server's own program
 * prints it, from the snapshot that a server of 3.5 or later writes when it starts.
 */
final class Owners {
    private static final String OWNER = "  ephemeralOwner = 0x";

    private Owners() {}

    /** By path, of a server that has served since it was restored, or since its log was cut. */
    static NavigableMap<String, String> of(Path dataDir, ServerSettings settings) throws IOException {
        Path newest = Folders.files(dataDir.resolve("version-2")).stream()
                .filter(file -> file.getFileName().toString().startsWith("snapshot."))
                .max(Comparator.comparingLong(Truth::zxidOf))
                .orElseThrow();
        Path output = Files.createTempFile("owners", null);
        try {
            List<String> command = settings.program("org.apache.zookeeper.server.SnapshotFormatter", newest.toString());
            Process process = Children.start(new ProcessBuilder(command).redirectOutput(output.toFile()));
            if (Children.join(process) != 0) {
                throw new IOException(newest + " cannot be shown: " + Files.readString(output));
            }
            return parse(Files.readAllLines(output));
        } finally {
            Files.delete(output);
        }
    }

    private static NavigableMap<String, String> parse(List<String> lines) {
        NavigableMap<String, String> owners = new TreeMap<>();
        String path = "";
        for (String line : lines) {
            if (line.startsWith("/")) {
                path = line;
            } else if (line.startsWith(OWNER)) {
                String owner = line.substring(OWNER.length());
                if (isContainer(owner) || hasTimeToLive(owner)) {
                    owners.put(path, owner);
                }
            }
        }
        return Collections.unmodifiableNavigableMap(owners);
    }

    static boolean isContainer(String owner) {
        return owner.equals("8000000000000000");
    }

    static boolean hasTimeToLive(String owner) {
        return owner.startsWith("ff00") && owner.length() == 16;
    }
}
