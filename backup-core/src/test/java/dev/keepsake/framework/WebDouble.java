package dev.keepsake.framework;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on the loopback address that answers as a test wants, and remembers what it was asked. */
final class WebDouble implements AutoCloseable {

    static {
        // else each answer waits 40 ms for the acknowledgement of its own head
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What it was asked. */
    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    record Request(String method, String path, String query, Map<String, String> headers, byte[] body) {

        String line() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What it answers. */
    @SuppressWarnings("ArrayRecordComponent") // a holder, never compared
    record Reply(int status, Map<String, String> headers, byte[] body) {

        static Reply json(int status, String body) {
            return new Reply(
                    status,
                    Map.of("Content-Type", "application/json; charset=utf-8"),
                    body.getBytes(StandardCharsets.UTF_8));
        }

        static Reply json(String body) {
            return json(200, body);
        }

        static Reply html(int status, String body) {
            return new Reply(status, Map.of("Content-Type", "text/html"), body.getBytes(StandardCharsets.UTF_8));
        }

        static Reply to(int status, String location) {
            return new Reply(status, Map.of("Location", location), new byte[0]);
        }

        static Reply nothing() {
            return json(404, "{\"message\":\"not here\"}");
        }

        Reply with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body);
        }
    }

    /** How it answers. */
    @FunctionalInterface
    interface Manner {

        Reply answer(Request request) throws IOException;
    }

    private WebDouble(HttpServer server) {
        this.server = server;
    }

    static WebDouble answering(Manner manner) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        WebDouble made = new WebDouble(server);
        server.createContext("/", exchange -> made.answer(exchange, manner));
        server.setExecutor(made.threads);
        server.start();
        return made;
    }

    private void answer(HttpExchange exchange, Manner manner) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
            URI uri = exchange.getRequestURI();
            Request request = new Request(
                    exchange.getRequestMethod(),
                    uri.getRawPath(),
                    Optional.ofNullable(uri.getRawQuery()).orElse(""),
                    headers,
                    exchange.getRequestBody().readAllBytes());
            requests.add(request);
            Reply reply = manner.answer(request);
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            if (reply.body().length > 0) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Request> requests() {
        return requests;
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
