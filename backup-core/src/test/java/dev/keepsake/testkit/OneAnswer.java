package dev.keepsake.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Listens on a port of the loopback address and does with each caller what the test wants, until it is closed. */
public final class OneAnswer implements AutoCloseable {

    private final ServerSocket listening;

    /** What is done with a caller; the connection is closed after it. */
    @FunctionalInterface
    public interface Behaviour {

        /** Reads and answers as it likes. */
        void with(InputStream in, OutputStream out) throws IOException;
    }

    private OneAnswer(ServerSocket listening, Behaviour behaviour) {
        this.listening = listening;
        Thread thread = new Thread(() -> serve(behaviour), "one answer");
        thread.setDaemon(true);
        thread.start();
    }

    /** In clear. */
    public static OneAnswer plain(Behaviour behaviour) throws IOException {
        return new OneAnswer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
    }

    /** Through TLS, with a client's certificate where it wants one. */
    public static OneAnswer secured(SSLContext context, boolean clientAuth, Behaviour behaviour) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(clientAuth);
        return new OneAnswer(socket, behaviour);
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    private void serve(Behaviour behaviour) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                behaviour.with(socket.getInputStream(), socket.getOutputStream());
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
