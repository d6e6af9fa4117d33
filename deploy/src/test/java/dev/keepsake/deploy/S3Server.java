package dev.keepsake.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real S3 server over HTTP, S3Proxy, in a JVM of its own; it keeps everything in memory and forgets it at its end. */
final class S3Server implements AutoCloseable {
    private static final String BUCKET = "keepsake";
    private static final Pattern OBJECT =
            Pattern.compile("<Contents>.*?<Key>([^<]*)</Key>.*?<Size>([0-9]+)</Size>.*?</Contents>", Pattern.DOTALL);

    private final Process process;
    private final URI endpoint;

    private S3Server(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one with this much memory in MiB, its files in a folder, and returns when it answers. */
    static S3Server start(Path folder, int heap) throws IOException {
        URI endpoint = URI.create("http://127.0.0.1:" + Ports.free(1).remove());
        Files.createDirectories(folder);
        Path settings = Files.writeString(
                folder.resolve("s3proxy.conf"),
                "s3proxy.endpoint=" + endpoint + "\ns3proxy.authorization=none\njclouds.provider=transient-nio2\n");
        Process process = Children.start(new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx" + heap + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Folders.s3Proxy().toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile()));
        S3Server server = new S3Server(process, endpoint);
        try {
            Await.until("the S3 server answers (its output: " + folder + ")", Duration.ofSeconds(90), () -> {
                return server.put("/" + BUCKET) / 100 == 2;
            });
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** An archive of its own in this server. */
    StoreAddress archive(String prefix) {
        return new StoreAddress(
                "s3://" + BUCKET + "/" + prefix,
                Map.of(
                        "KEEPSAKE_S3_ENDPOINT", endpoint.toString(),
                        "AWS_ACCESS_KEY_ID", "any",
                        "AWS_SECRET_ACCESS_KEY", "any",
                        "AWS_REGION", "us-east-1"));
    }

    /** Where it listens. */
    URI endpoint() {
        return endpoint;
    }

    /** Keys that begin so, and the sizes of their objects. */
    Map<String, Long> objects(String prefix) throws IOException {
        Map<String, Long> objects = new TreeMap<>();
        String after = "";
        while (true) {
            String query =
                    "/%s?list-type=2&prefix=%s&start-after=%s".formatted(BUCKET, encoded(prefix), encoded(after));
            String page;
            try (InputStream in = endpoint.resolve(query).toURL().openStream()) {
                page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            Matcher object = OBJECT.matcher(page);
            String last = after;
            while (object.find()) {
                objects.put(object.group(1), Long.parseLong(object.group(2)));
                last = object.group(1);
            }
            if (last.equals(after)) {
                return objects;
            }
            after = last;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private int put(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
        try {
            connection.setRequestMethod("PUT");
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Children.join(process);
    }
}
