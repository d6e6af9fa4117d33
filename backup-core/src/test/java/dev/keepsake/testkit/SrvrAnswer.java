package dev.keepsake.testkit;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers {@code srvr} on a port of the loopback address, as a server of 3.9.5 in the given mode does. */
public final class SrvrAnswer implements AutoCloseable {

    private static final int QUESTION = 4;

    private final ServerSocket listening;
    private final String answer;
    private final Thread thread;

    /** Begins to answer. */
    public SrvrAnswer(String mode, Zxid zxid) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.answer = "Zookeeper version: 3.9.5-0, built on 2026-01-01 00:00 UTC\nZxid: " + zxid + "\nMode: " + mode
                + "\nNode count: 5\n";
        this.thread = new Thread(this::serve, "srvr");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it answers. */
    public int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                socket.getInputStream().readNBytes(QUESTION);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException hungUpOrClosed) {
                // the next one is answered, if there will be one
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
