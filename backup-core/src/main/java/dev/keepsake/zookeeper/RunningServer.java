package dev.keepsake.zookeeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds a process that uses a directory: by the files it holds open, and, for a ZooKeeper server that has written nothing
 * yet, by the configuration file in its command line. Looks in {@code /proc}; elsewhere it sees nothing.
 */
final class RunningServer {

    private static final Path PROC = Path.of("/proc");
    private static final int MAX_COMMAND_LINE = 1 << 20;
    private static final int MAX_CONFIG = 1 << 20;

    /** This process reads directories and locks nothing in them: it is never the server that is looked for. */
    private static final String SELF = Long.toString(ProcessHandle.current().pid());

    private RunningServer() {}

    /** The process that uses the directory, in words. */
    static Optional<String> using(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        Path real = real(directory);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                boolean self = SELF.equals(String.valueOf(process.getFileName()));
                if (!self && (holdsOpen(process, real) || isConfiguredFor(process, real))) {
                    return Optional.of("process " + process.getFileName() + " (" + program(process) + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Where the directory really is, as far as this process may know. */
    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException notAllowed) {
            return directory.toAbsolutePath().normalize();
        }
    }

    /** What the search cannot see, if that is so. */
    static Optional<String> blindSpot() {
        if (!Files.isDirectory(PROC)) {
            return Optional.of(
                    "this system has no /proc, so a running server that uses these directories would not be noticed: see that"
                            + " every server is stopped");
        }
        return Files.isReadable(PROC.resolve("1/fd"))
                ? Optional.empty()
                : Optional.of("the open files of other users' processes cannot be seen, so a running server that uses"
                        + " these directories may go unnoticed: see that every server is stopped, or run as root");
    }

    private static boolean holdsOpen(Path process, Path directory) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (leadsInto(descriptor, directory)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return false;
        }
        return false;
    }

    private static boolean leadsInto(Path descriptor, Path directory) {
        try {
            Path target = Files.readSymbolicLink(descriptor);
            // the directory itself may be some shell's working place or a listing under way; a file in it is not
            return target.startsWith(directory) && !target.equals(directory);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static boolean isConfiguredFor(Path process, Path directory) {
        List<String> arguments = commandLine(process);
        boolean isServer = arguments.stream()
                .anyMatch(word -> word.endsWith("QuorumPeerMain") || word.endsWith("ZooKeeperServerMain"));
        return isServer && arguments.stream().anyMatch(word -> names(process, word, directory));
    }

    /** Whether an argument is the directory, or a configuration file that names it. */
    private static boolean names(Path process, String argument, Path directory) {
        try {
            Path path = seenFrom(process, argument);
            if (isSame(path, directory)) {
                return true;
            }
            return Files.isRegularFile(path) && Files.size(path) <= MAX_CONFIG && configures(process, path, directory);
        } catch (IOException | InvalidPathException notAPath) {
            return false;
        }
    }

    /** Only a path that needs it is looked up from the process's working place, which other users may not be shown. */
    private static Path seenFrom(Path process, String argument) throws IOException {
        Path path = Path.of(argument);
        return path.isAbsolute() ? path : process.resolve("cwd").toRealPath().resolve(path);
    }

    private static boolean configures(Path process, Path file, Path directory) throws IOException {
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String[] words = line.strip().split("\\s*[=:]\\s*", 2);
            boolean isDirectory = words.length == 2 && (words[0].equals("dataDir") || words[0].equals("dataLogDir"));
            if (isDirectory && isSame(seenFrom(process, words[1]), directory)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Path path, Path directory) throws IOException {
        return Files.isDirectory(path) && path.toRealPath().equals(directory);
    }

    private static String program(Path process) {
        List<String> arguments = commandLine(process);
        return arguments.stream()
                .filter(word -> word.endsWith("QuorumPeerMain") || word.endsWith("ZooKeeperServerMain"))
                .findFirst()
                .or(() -> arguments.stream().findFirst())
                .orElse("unknown");
    }

    private static List<String> commandLine(Path process) {
        try (var in = Files.newInputStream(process.resolve("cmdline"))) {
            String all = new String(in.readNBytes(MAX_COMMAND_LINE), StandardCharsets.UTF_8);
            return List.of(all.split("\0"));
        } catch (IOException goneOrNotOurs) {
            return List.of();
        }
    }
}
