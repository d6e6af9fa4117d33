package dev.keepsake.testkit;

import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real S3 server in a process of its own, that the build has fetched into {@code target/s3}. It believes every
 * signature and forgets everything when it ends.
 */
public final class S3Server implements AutoCloseable {

    /** The bucket that is there from the start. */
    public static final String BUCKET = "keepsake";

    /** The one key of a key service that {@link #s3Mock} knows. */
    public static final String KMS_KEY = "keepsake-key";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final URI endpoint;
    private final Path log;

    private S3Server(Process process, URI endpoint, Path log) {
        this.process = process;
        this.endpoint = endpoint;
        this.log = log;
    }

    /** S3Proxy, which keeps its objects in memory. */
    public static S3Server s3Proxy(Path folder) throws IOException {
        return s3Proxy(folder, "127.0.0.1", "s3proxy.authorization=none\n");
    }

    /** S3Proxy on a loopback address of one's choice, with more lines in its configuration. */
    public static S3Server s3Proxy(Path folder, String host, String lines) throws IOException {
        URI endpoint = URI.create("http://" + host + ":" + freePort());
        Path properties = Files.createTempFile(folder, "s3proxy", ".conf");
        Files.writeString(properties, "s3proxy.endpoint=" + endpoint + "\njclouds.provider=transient-nio2\n" + lines);
        return start(folder, endpoint, "s3proxy", "--properties", properties.toString());
    }

    /** S3Mock, which keeps its objects below the folder. */
    public static S3Server s3Mock(Path folder) throws IOException {
        int port = freePort();
        Path root = Files.createTempDirectory(folder, "s3mock");
        return start(
                folder,
                URI.create("http://127.0.0.1:" + port),
                "s3mock",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--http.port=" + port,
                "--com.adobe.testing.s3mock.store.root=" + root,
                "--com.adobe.testing.s3mock.store.valid-kms-keys=arn:aws:kms:us-east-1:1234567890:key/" + KMS_KEY);
    }

    /** Where it listens. */
    public URI endpoint() {
        return endpoint;
    }

    private static S3Server start(Path folder, URI endpoint, String jar, String... arguments) throws IOException {
        Path jars = Path.of(System.getProperty("keepsake.s3", "target/s3"));
        Path log = Files.createTempFile(folder, jar, ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar(jars, jar).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        S3Server server = new S3Server(process, endpoint, log);
        try {
            server.awaitAnswer();
            server.makeBucket(BUCKET);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static Path jar(Path jars, String name) throws IOException {
        try (var files = Files.newDirectoryStream(jars, name + "*.jar")) {
            return files.iterator().next();
        }
    }

    /** An address on this machine where nobody listens yet. */
    public static URI anyEndpoint(String scheme) throws IOException {
        return URI.create(scheme + "://127.0.0.1:" + freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                status("GET", "/");
                return;
            } catch (IOException notYet) {
                Pause.REAL.of(Duration.ofMillis(50));
            }
        }
        throw new IOException("the S3 server does not answer at " + endpoint + ":\n" + Files.readString(log));
    }

    /** Makes a bucket, where the server asks for no signature. */
    public void makeBucket(String name) throws IOException {
        status("PUT", "/" + name);
    }

    private void status(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.getResponseCode();
        connection.disconnect();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
