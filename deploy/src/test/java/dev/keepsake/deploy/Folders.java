package dev.keepsake.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders of this build and of the tests' throw-away servers. */
final class Folders {
    private Folders() {}

    /** The distribution that `mvn package` assembled. */
    static Path distribution() {
        return build().resolve("keepsake");
    }

    /** The jars of a ZooKeeper server, filled by the build. */
    static Path server(ServerVersion version) {
        return build().resolve("zookeeper").resolve(version.number()).resolve("lib");
    }

    /** The program of an S3 server, fetched by the build of the library. */
    static Path s3Proxy() {
        return build().resolve("../../backup-core/target/s3/s3proxy-jar-with-dependencies.jar")
                .normalize();
    }

    /** The files directly in a folder, sorted by name; none when there is no such folder. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the files directly in a folder, those with a wanted name, into another folder, which is made, over older copies. */
    static void copy(Path from, Path to, Predicate<String> wanted) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            String name = file.getFileName().toString();
            if (wanted.test(name)) {
                Files.copy(file, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Gives the files directly in a folder a second name in another folder, which is made; those it has stay. */
    static void link(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Path second = to.resolve(file.getFileName().toString());
            if (!Files.exists(second)) {
                Files.createLink(second, file);
            }
        }
    }

    /** Deletes a folder and all in it; absent is fine. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Path build() {
        return Path.of(System.getProperty("keepsake.build", "target")).toAbsolutePath();
    }
}
