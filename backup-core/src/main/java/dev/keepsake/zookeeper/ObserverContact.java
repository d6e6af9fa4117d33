package dev.keepsake.zookeeper;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Asks an observer's process how far it is, at the socket in its directory. */
final class ObserverContact {

    private static final int MAX_ANSWER = 8 << 10;

    private final Path socket;
    private final Duration limit;

    ObserverContact(Path socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
    }

    /** Asks once; fails when nobody listens, or nothing comes for too long, as from a process that stands still. */
    ObserverState ask() throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
        long end = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            // a process that stands still lets others queue up only so far, and then lets them wait for ever
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new SocketTimeoutException("nobody takes connections at " + socket);
            }
            channel.register(selector, SelectionKey.OP_READ);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    throw new SocketTimeoutException("no whole answer at " + socket);
                }
                selector.select(left);
                selector.selectedKeys().clear();
            }
        }
        if (answer.position() == 0) {
            throw new EOFException("no answer at " + socket);
        }
        return ObserverState.parse(
                new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8), toString());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
