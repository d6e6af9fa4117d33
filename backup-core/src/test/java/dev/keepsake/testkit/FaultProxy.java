package dev.keepsake.testkit;

import static java.time.ZoneOffset.UTC;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import dev.keepsake.artefact.Pause;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before an S3 server, passes on what it is asked, and does to a certain request what it was told to, or to
 * that one and every later one. Requests are counted from 0, so that a test may strike at 0, 1, 2 and so on until
 * {@link #struck} says that the work got through.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int DROPS = 10;
    private static final Duration BETWEEN_DROPS = Duration.ofMillis(20);

    private final ServerSocket listener;
    private final URI upstream;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Object turn = new Object();
    private final boolean oneAtATime;
    private volatile Plan plan = new Plan(Integer.MAX_VALUE, HttpFault.CUT, 1);

    private record Plan(int at, HttpFault fault, int times) {}

    private FaultProxy(ServerSocket listener, URI upstream, boolean oneAtATime) {
        this.listener = listener;
        this.upstream = upstream;
        this.oneAtATime = oneAtATime;
    }

    /** A proxy that passes everything on until it is told otherwise. */
    public static FaultProxy before(URI upstream) throws IOException {
        return started(upstream, false);
    }

    /** A proxy for a server whose requests must not meet each other: it passes them on one at a time. */
    public static FaultProxy queueBefore(URI upstream) throws IOException {
        return started(upstream, true);
    }

    private static FaultProxy started(URI upstream, boolean oneAtATime) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FaultProxy proxy = new FaultProxy(listener, upstream, oneAtATime);
        proxy.start(proxy::accept);
        return proxy;
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Counts from 0 again, and strikes once. */
    public void strikeOnce(int at, HttpFault fault) {
        requests.clear();
        plan = new Plan(at, fault, 1);
    }

    /** Counts from 0 again, and does the same to every request from this one on. */
    public void strikeForGood(int at, HttpFault fault) {
        requests.clear();
        plan = new Plan(at, fault, Integer.MAX_VALUE);
    }

    /** Counts from 0 again, and does the same to so many requests, from this one on. */
    public void storm(int at, HttpFault fault, int times) {
        requests.clear();
        plan = new Plan(at, fault, times);
    }

    /** Counts from 0 again, and passes everything on. */
    public void pass() {
        strikeOnce(Integer.MAX_VALUE, HttpFault.CUT);
    }

    /** Whether the request was reached that something was to be done to. */
    public boolean struck() {
        return requests.size() > plan.at;
    }

    /** The first lines of the requests so far. */
    public List<String> requests() {
        return new ArrayList<>(requests);
    }

    /** The heads of all requests since the proxy was started, with their first lines and headers. */
    public List<String> heads() {
        return new ArrayList<>(heads);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException over) {
                        return; // whoever is at the other end has gone
                    }
                },
                "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** What a thread does until its connection ends. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            sockets.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(upstream.getHost(), upstream.getPort())) {
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            InputStream asked = new BufferedInputStream(client.getInputStream(), 64 << 10);
            InputStream answered = new BufferedInputStream(server.getInputStream(), 64 << 10);
            boolean goesOn = true;
            while (goesOn) {
                Optional<HttpMessage> request = HttpMessage.request(asked);
                goesOn = request.isPresent()
                        && exchange(request.get(), asked, client.getOutputStream(), answered, server);
            }
            sockets.remove(server);
        } finally {
            sockets.remove(client);
        }
    }

    private boolean exchange(
            HttpMessage request, InputStream asked, OutputStream out, InputStream answered, Socket server)
            throws IOException {
        Optional<HttpFault> fault = next(request);
        if (fault.isPresent() && !fault.get().passesOn()) {
            return strike(fault.get(), request, asked, out);
        }
        HttpMessage answer = passedOn(request, answered, server);
        if (fault.isPresent()) {
            return spoil(fault.get(), request, answer, asked, out);
        }
        out.write(answer.bytes());
        out.flush();
        return true;
    }

    private HttpMessage passedOn(HttpMessage request, InputStream answered, Socket server) throws IOException {
        if (!oneAtATime) {
            return request.sentTo(server.getOutputStream(), answered);
        }
        synchronized (turn) {
            return request.sentTo(server.getOutputStream(), answered);
        }
    }

    private synchronized Optional<HttpFault> next(HttpMessage request) {
        int number = requests.size();
        requests.add(request.firstLine());
        heads.add(request.head());
        boolean strikes = number >= plan.at && number - plan.at < plan.times;
        return strikes && plan.fault.concerns(request.firstLine()) ? Optional.of(plan.fault) : Optional.empty();
    }

    /** Answers in place of the server, or not at all. */
    private static boolean strike(HttpFault fault, HttpMessage request, InputStream asked, OutputStream out)
            throws IOException {
        if (fault == HttpFault.SILENCE) {
            return asked.read() >= 0; // until the client has had enough
        }
        if (fault != HttpFault.CUT) {
            out.write(answer(fault, request).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        return fault != HttpFault.CUT;
    }

    private static String answer(HttpFault fault, HttpMessage request) {
        String body = fault.body();
        return "HTTP/1.1 " + fault.status() + "\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                + "\r\nDate: Sun, 22 Nov 2026 03:00:00 GMT\r\n\r\n" + (request.isHead() ? "" : body);
    }

    /** Passes on less than the server's answer. */
    private static boolean spoil(
            HttpFault fault, HttpMessage request, HttpMessage answer, InputStream asked, OutputStream out)
            throws IOException {
        if (fault == HttpFault.SLOW) {
            return drip(answer, out);
        }
        if (fault == HttpFault.WRONG_DATE || fault == HttpFault.LOST_CONTINUATION || fault == HttpFault.STALE_LISTING) {
            out.write(changed(fault, answer).bytes());
            out.flush();
            return true;
        }
        if (fault == HttpFault.DONE_BUT_500 || fault == HttpFault.DONE_BUT_ERROR_IN_200) {
            out.write(answer(fault, request).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return true;
        }
        if (fault == HttpFault.ANSWER_LOST) {
            return false;
        }
        byte[] body = answer.body().array();
        boolean nothing = body.length == 0;
        String head = nothing ? answer.head().substring(0, answer.head().length() / 2) : answer.head();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body, 0, body.length / 2);
        out.flush();
        return fault == HttpFault.HANG_IN_BODY && asked.read() >= 0;
    }

    private static HttpMessage changed(HttpFault fault, HttpMessage answer) {
        return switch (fault) {
            case WRONG_DATE ->
                answer.withHeader(
                        "Date", RFC_1123_DATE_TIME.format(ZonedDateTime.now(UTC).plusDays(2)));
            case LOST_CONTINUATION ->
                answer.withText(answer.text()
                        .replace("<IsTruncated>false<", "<IsTruncated>true<")
                        .replaceAll("<NextContinuationToken>.*?</NextContinuationToken>", ""));
            case STALE_LISTING -> answer.withText(answer.text().replaceFirst("(?s)(.*)<Contents>.*</Contents>", "$1"));
            default -> answer;
        };
    }

    private static boolean drip(HttpMessage answer, OutputStream out) throws IOException {
        byte[] bytes = answer.bytes();
        int drop = bytes.length / DROPS + 1;
        for (int done = 0; done < bytes.length; done += drop) {
            Pause.REAL.of(BETWEEN_DROPS);
            out.write(bytes, done, Math.min(drop, bytes.length - done));
            out.flush();
        }
        return true;
    }
}
