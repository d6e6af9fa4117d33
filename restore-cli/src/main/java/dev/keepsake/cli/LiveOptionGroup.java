package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.ClientProperties;
import dev.keepsake.config.HostAndPort;
import dev.keepsake.zookeeper.live.Credential;
import dev.keepsake.zookeeper.live.LiveSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which running ensemble is meant, and how to reach it. */
final class LiveOptionGroup {

    /** Credentials that stand on no command line: {@code SCHEME:SECRET}, a line each. */
    static final String AUTH_VARIABLE = "KEEPSAKE_ZOOKEEPER_AUTH";

    private static final int LONGEST_SECRET = 1 << 16;

    @Option(
            names = "--connect",
            paramLabel = "HOSTS[/CHROOT]",
            converter = HostsWord.class,
            description = "the servers of a running ensemble, as zk1:2181,zk2:2181, and the path to work below")
    private @Nullable String connect;

    @Option(
            names = "--auth",
            paramLabel = "SCHEME:FILE",
            converter = AuthWord.class,
            description = "say who we are: for digest the FILE holds USER:PASSWORD; may be repeated; also"
                    + " KEEPSAKE_ZOOKEEPER_AUTH with SCHEME:SECRET on each line")
    private List<Auth> auth = new ArrayList<>();

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "properties of ZooKeeper's client, as its manual names them: TLS, SASL and others")
    private @Nullable Path clientConfig;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            converter = SecondsWord.class,
            description = "how long to try to get a session (default: 15)")
    private Duration connectTimeout = LiveSettings.CONNECT_TIMEOUT;

    @Option(
            names = "--session-timeout",
            paramLabel = "SECONDS",
            converter = SecondsWord.class,
            description = "how long the session outlives its connection (default: 30)")
    private Duration sessionTimeout = LiveSettings.SESSION_TIMEOUT;

    @Option(
            names = "--jute-maxbuffer",
            paramLabel = "BYTES",
            converter = BufferWord.class,
            description = "the servers' jute.maxbuffer, where it is not the usual 1048575")
    private @Nullable Integer maxBuffer;

    /** Where the secret of a scheme stands. */
    record Auth(String scheme, Path file) {}

    /** Takes a list of servers. */
    static final class HostsWord implements ITypeConverter<String> {

        @Override
        public String convert(String text) {
            if (text.isBlank() || text.startsWith("/") || text.contains("://")) {
                throw new TypeConversionException(
                        "'" + text + "' names no ensemble; it looks like zk1:2181,zk2:2181 or zk1:2181/path");
            }
            return text.strip();
        }
    }

    /** Takes a scheme and a file. */
    static final class AuthWord implements ITypeConverter<Auth> {

        @Override
        public Auth convert(String text) {
            int colon = text.indexOf(':');
            if (colon <= 0 || colon == text.length() - 1) {
                throw new TypeConversionException(
                        "'" + text + "' is not SCHEME:FILE; it looks like digest:/etc/keepsake/zookeeper-password");
            }
            return new Auth(text.substring(0, colon), Path.of(text.substring(colon + 1)));
        }
    }

    /** Takes a number of seconds. */
    static final class SecondsWord implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            if (!text.matches("[1-9][0-9]{0,4}")) {
                throw new TypeConversionException("'" + text + "' is no number of seconds from 1 to 99999");
            }
            return Duration.ofSeconds(Integer.parseInt(text));
        }
    }

    /** Takes a number of bytes. */
    static final class BufferWord implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String text) {
            if (!text.matches("[1-9][0-9]{3,8}") || Integer.parseInt(text) < 4_096) {
                throw new TypeConversionException(
                        "'" + text + "' is no jute.maxbuffer: a number of bytes from 4096 on");
            }
            return Integer.parseInt(text);
        }
    }

    /** Whether a running ensemble is meant at all. */
    boolean isGiven() {
        return connect != null;
    }

    /** The servers alone; empty where none is meant. */
    List<HostAndPort> servers() throws RefusedException {
        return connect == null ? List.of() : HostAndPort.ofConnect(connect);
    }

    /** Whether clients speak TLS with the servers that were named, as their properties say. */
    boolean speaksTls() throws IOException {
        return connect != null
                && clientConfig != null
                && ClientProperties.in(clientConfig, "--client-config")
                        .getOrDefault("zookeeper.client.secure", "false")
                        .equalsIgnoreCase("true");
    }

    /** The {@code jute.maxbuffer} that was said. */
    OptionalInt maxBuffer() {
        return maxBuffer == null ? OptionalInt.empty() : OptionalInt.of(maxBuffer);
    }

    /** What was said, with its secrets read; {@link #isGiven} must hold. */
    LiveSettings settings() throws IOException {
        if (connect == null) {
            throw new IllegalStateException("no ensemble was named");
        }
        return settings(connect, System.getenv());
    }

    /** The same for an ensemble that was named otherwise. */
    LiveSettings settings(String hosts, Map<String, String> environment) throws IOException {
        List<Credential> credentials = new ArrayList<>();
        for (Auth who : auth) {
            credentials.add(new Credential(who.scheme(), secret(who.file())));
        }
        for (String line : environment.getOrDefault(AUTH_VARIABLE, "").split("\\R", -1)) {
            if (!line.isBlank()) {
                credentials.add(credential(line.strip()));
            }
        }
        return new LiveSettings(
                hosts,
                credentials,
                clientConfig == null ? new TreeMap<>() : ClientProperties.in(clientConfig, "--client-config"),
                connectTimeout,
                sessionTimeout,
                maxBuffer == null ? OptionalInt.empty() : OptionalInt.of(maxBuffer));
    }

    private static Credential credential(String line) throws RefusedException {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new RefusedException(
                    AUTH_VARIABLE + " has a line that is not SCHEME:SECRET; it looks like digest:USER:PASSWORD");
        }
        return new Credential(
                line.substring(0, colon), line.substring(colon + 1).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] secret(Path file) throws RefusedException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST_SECRET + 1);
            if (bytes.length > LONGEST_SECRET) {
                throw new RefusedException("the file " + file + " of --auth holds more than " + LONGEST_SECRET
                        + " bytes, so it is something else; it must hold the secret alone");
            }
            // the newline that an editor leaves at the end is no part of it
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .replaceFirst("\\R\\z", "")
                    .getBytes(StandardCharsets.ISO_8859_1);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException("the file " + file + " of --auth cannot be read ("
                    + e.getClass().getSimpleName() + "); see that it is there, and that user '"
                    + System.getProperty("user.name") + "' may read it");
        }
    }
}
