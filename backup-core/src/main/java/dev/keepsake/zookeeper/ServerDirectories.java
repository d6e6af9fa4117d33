package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The directories in which a server keeps its snapshots, logs and epochs: {@code version-2} below its {@code dataDir} and
 * {@code dataLogDir}. Only looked at, never written.
 *
 * @param dataLogDir where the logs are; the same where the server has none of its own
 */
public record ServerDirectories(Path dataDir, Path dataLogDir) {

    /** The folder that ZooKeeper makes for the format it has used since 3.0. */
    static final String VERSION = "version-2";

    private static final int MAX_SMALL_FILE = 64;

    Path snapshots() {
        return dataDir.resolve(VERSION);
    }

    Path logs() {
        return dataLogDir.resolve(VERSION);
    }

    /** The snapshots or logs there are now, oldest first. */
    List<ServerFile> list(ServerFile.Kind kind) throws IOException {
        Path directory = kind == ServerFile.Kind.LOG ? logs() : snapshots();
        List<ServerFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                ServerFile.of(entry).filter(file -> file.kind() == kind).ifPresent(files::add);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new RefusedException(
                    "there is no directory " + directory + "; 'data-dir' and 'data-log-dir' must name the"
                            + " server's dataDir and dataLogDir, in which it keeps '" + VERSION + "'");
        } catch (AccessDeniedException e) {
            throw denied(directory);
        }
        Collections.sort(files);
        return files;
    }

    /** The epoch in {@code currentEpoch} or {@code acceptedEpoch}; standalone servers have none. */
    OptionalLong epoch(String file) throws IOException {
        Optional<String> text = read(snapshots().resolve(file));
        try {
            return text.map(String::strip)
                    .map(Long::parseLong)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (NumberFormatException e) {
            throw new RefusedException("the file " + snapshots().resolve(file) + " does not hold an epoch");
        }
    }

    /** The server's number from {@code myid}, where there is one. */
    Optional<String> serverId() throws IOException {
        return read(dataDir.resolve("myid")).map(String::strip).filter(id -> id.matches("[0-9]{1,20}"));
    }

    static RefusedException denied(Path path) {
        return Denied.reading(path).refusal();
    }

    private static Optional<String> read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MAX_SMALL_FILE), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw denied(file);
        }
    }
}
