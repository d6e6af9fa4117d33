package dev.keepsake.zookeeper.peer;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Says how far the observer is, to whoever connects to a socket in its directory. It reads nothing from them, and a port
 * that others of this machine could reach is not needed.
 */
final class StatusSocket implements Closeable {

    private final ServerSocketChannel server;
    private final Supplier<String> answer;

    /** Whoever holds the lock of the directory may take the socket of a process that is gone. */
    StatusSocket(Path file, Supplier<String> answer) throws IOException {
        Files.deleteIfExists(file);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        this.server.bind(UnixDomainSocketAddress.of(file));
        this.answer = answer;
    }

    /** From now on answers, in a thread of its own. */
    void serve() {
        Thread thread = new Thread(this::answerAll, "status");
        thread.setDaemon(true);
        thread.start();
    }

    private void answerAll() {
        while (server.isOpen()) {
            try (SocketChannel asked = server.accept()) {
                asked.write(ByteBuffer.wrap(answer.get().getBytes(StandardCharsets.UTF_8)));
            } catch (ClosedChannelException over) {
                return;
            } catch (IOException | RuntimeException e) {
                // as while the peer is being made or ended; whoever asked asks again
                System.err.println("a status was asked for and not given: " + e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
