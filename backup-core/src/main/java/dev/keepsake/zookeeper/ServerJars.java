package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The jars that make a ZooKeeper server.
 *
 * @param version as its own jar says it; empty when it does not
 */
record ServerJars(List<Path> jars, Optional<String> version) {

    private static final Pattern SERVER = Pattern.compile("zookeeper-([0-9]+\\.[0-9].*)\\.jar");
    private static final Pattern VERSION = Pattern.compile("([0-9]+(\\.[0-9]+)+).*");

    /** What a server of a Debian package needs; every other jar of the system lies in that directory, too. */
    private static final List<String> PACKAGED = List.of(
            "zookeeper-jute.jar",
            "slf4j-api.jar",
            "slf4j-log4j12.jar",
            "slf4j-reload4j.jar",
            "log4j-1.2.jar",
            "reload4j.jar",
            "logback-classic.jar",
            "logback-core.jar",
            "metrics-core.jar",
            "snappy-java.jar",
            "commons-io.jar",
            "commons-cli.jar",
            "netty.jar",
            "netty-all.jar",
            "jline.jar",
            "audience-annotations.jar");

    /** What the distribution's own server takes from the programs beside it. */
    private static final List<String> SHARED =
            List.of("slf4j-api-", "logback-classic-", "logback-core-", "snappy-java-");

    ServerJars {
        jars = List.copyOf(jars);
    }

    /** The server below a directory: an unpacked tarball, its {@code lib}, or where a Debian package puts jars. */
    static ServerJars in(Path home) throws IOException {
        List<Path> all = new ArrayList<>(jars(home));
        all.addAll(jars(home.resolve("lib")));
        Optional<Path> server =
                all.stream().filter(jar -> SERVER.matcher(name(jar)).matches()).findFirst();
        if (server.isPresent()) {
            return new ServerJars(all, version(server.get()));
        }
        for (Path folder : List.of(home, home.resolve("share/java"), home.resolve("../java"))) {
            Path packaged = folder.resolve("zookeeper.jar");
            if (Files.isRegularFile(packaged)) {
                List<Path> jars = new ArrayList<>(List.of(packaged));
                PACKAGED.stream()
                        .map(folder::resolve)
                        .filter(Files::isRegularFile)
                        .forEach(jars::add);
                return new ServerJars(jars, version(packaged));
            }
        }
        throw new RefusedException("there is no ZooKeeper server in " + home
                + ": neither it nor its lib holds zookeeper-VERSION.jar, and zookeeper.jar is neither there nor in"
                + " share/java; name the directory of an unpacked ZooKeeper, or /usr/share/java of a Debian package");
    }

    /** The server that Keepsake's distribution brings, beside the programs' own jars. */
    static ServerJars shipped(Path lib) throws IOException {
        Path own = lib.resolve("zookeeper");
        if (jars(own).isEmpty()) {
            throw new RefusedException("this installation of Keepsake has no ZooKeeper server of its own (" + own
                    + "); install it anew, or, for a drill, name one with --zookeeper-home");
        }
        ServerJars found = in(own);
        List<Path> jars = new ArrayList<>(found.jars());
        jars(lib).stream()
                .filter(jar -> SHARED.stream().anyMatch(name(jar)::startsWith))
                .forEach(jars::add);
        return new ServerJars(jars, found.version());
    }

    /** As the JVM wants it, after a directory of configuration. */
    String classPath(Path first) {
        return first
                + File.pathSeparator
                + jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> jars(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
                found.forEach(jars::add);
            }
        }
        jars.sort(null);
        return jars;
    }

    private static String name(Path jar) {
        return Objects.requireNonNull(jar.getFileName()).toString();
    }

    private static Optional<String> version(Path jar) throws IOException {
        Matcher named = SERVER.matcher(name(jar));
        if (named.matches()) {
            return number(named.group(1));
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String stated =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
            return stated == null ? Optional.empty() : number(stated);
        }
    }

    private static Optional<String> number(String text) {
        Matcher version = VERSION.matcher(text);
        return version.matches() ? Optional.of(version.group(1)) : Optional.empty();
    }
}
