package dev.keepsake.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stands before an HTTP server on loopback: it can be shut and opened, and can say that it is another time. */
final class StoreFront implements AutoCloseable {
    private static final Pattern DATE = Pattern.compile("(?<=\r\nDate: )[^\r]*");
    /** All dates have the same length, so that nothing else moves. */
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final URI server;
    private final int port;
    private volatile @Nullable ServerSocket door;
    private volatile Duration ahead = Duration.ZERO;

    private StoreFront(URI server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Begins to listen. */
    static StoreFront before(URI server) throws IOException {
        StoreFront front = new StoreFront(server, Ports.free(1).remove());
        front.open();
        return front;
    }

    /** Where it listens, while it is open. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** From now on its clock is so much ahead of this machine's. */
    void runAhead(Duration by) {
        ahead = by;
    }

    /** Takes connections. */
    void open() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        door = socket;
        daemon(() -> accept(socket));
    }

    /** Refuses connections, as a machine on which nothing listens. */
    void shut() throws IOException {
        ServerSocket socket = door;
        if (socket != null) {
            socket.close();
        }
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                Socket client = socket.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                daemon(() -> pass(client, upstream, false));
                daemon(() -> pass(upstream, client, true));
            } catch (IOException shut) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean dated) {
        byte[] bytes = new byte[1 << 16];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (dated && !ahead.isZero()) {
                    out.write(moved(new String(bytes, 0, count, StandardCharsets.ISO_8859_1)));
                } else {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException over) {
            // the other side of this connection finds that out as well
            return;
        }
    }

    private byte[] moved(String text) {
        return DATE.matcher(text)
                .replaceAll(date -> FORM.format(ZonedDateTime.parse(date.group(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .plus(ahead)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "store-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
