package dev.keepsake.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before an HTTP server on loopback, passes everything on, and counts requests by what a store charges for them. */
final class RequestCounter implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(PUT|GET|HEAD|POST|DELETE) (/\\S*) HTTP/1\\.1\r\n");
    private static final int KEPT = 4_096;

    private final URI server;
    private final ServerSocket socket;
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    private RequestCounter(URI server, ServerSocket socket) {
        this.server = server;
        this.socket = socket;
    }

    /** Begins to listen. */
    static RequestCounter before(URI server) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RequestCounter counter = new RequestCounter(server, socket);
        daemon(counter::accept);
        return counter;
    }

    /** Where it listens. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** How many of each kind came so far; a GET that lists counts as LIST. */
    Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((kind, count) -> now.put(kind, count.get()));
        return now;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                daemon(() -> pass(client, upstream, true));
                daemon(() -> pass(upstream, client, false));
            } catch (IOException closed) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        byte[] bytes = new byte[1 << 16];
        String before = "";
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (counted) {
                    before = count(before + new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException over) {
            // the other side of this connection finds that out as well
            return;
        }
    }

    /** Counts what is there and gives back what the next request may begin in. */
    private String count(String text) {
        Matcher request = REQUEST.matcher(text);
        int end = 0;
        while (request.find()) {
            String kind = request.group(1);
            boolean lists = kind.equals("GET") && request.group(2).contains("list-type=");
            counts.computeIfAbsent(lists ? "LIST" : kind, first -> new AtomicLong())
                    .incrementAndGet();
            end = request.end();
        }
        return text.substring(Math.max(end, text.length() - KEPT));
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "request-counter");
        thread.setDaemon(true);
        thread.start();
    }
}
