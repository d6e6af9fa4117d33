package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to a server that answers whatever it is asked, and gives nobody more than two seconds to ask. */
final class LatecomersTest {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int PACE = 100;
    private static final int TURNS = 26;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void serve() throws Exception {
        connector.setHost("127.0.0.1");
        connector.addBean(new Latecomers(connector.getScheduler(), LONGEST));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                callback.succeeded();
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void end() throws Exception {
        server.stop();
    }

    @Test
    void whoSendsARequestByteByByteIsNotHeardToItsEnd() throws IOException {
        try (Socket socket = connected()) {
            send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

            assertThat(turns(socket, "x")).isLessThan(TURNS);
        }
    }

    @Test
    void whoAsksAgainAndAgainIsAnswered() throws IOException {
        try (Socket socket = connected()) {
            assertThat(turns(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .isEqualTo(TURNS);
        }
    }

    /** How often this could be sent, a tenth of a second lying between, until the other side hung up. */
    private static int turns(Socket socket, String what) throws IOException {
        for (int turn = 0; turn < TURNS; turn++) {
            try {
                send(socket, what);
                if (isAtItsEnd(socket.getInputStream())) {
                    return turn;
                }
            } catch (SocketException hungUp) {
                return turn;
            }
        }
        return TURNS;
    }

    /** Reads for as long as something comes within a tenth of a second. */
    private static boolean isAtItsEnd(InputStream in) throws IOException {
        try {
            byte[] answer = new byte[4096];
            int read = in.read(answer);
            while (read > 0) {
                read = in.read(answer);
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        }
    }

    private static void send(Socket socket, String what) throws IOException {
        socket.getOutputStream().write(what.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(PACE);
        return socket;
    }
}
