package dev.keepsake.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Loopback ports that nobody listens on. They lie below those that systems give to outgoing connections, for a server
 * that is stopped and started must find its port free again. Test runs that go on at the same time each have a block of
 * their own, which they hold by listening on its first port: a port that merely looked free could be given to two of
 * them, and one would then read the other's server.
 */
final class Ports {
    private static final int EACH = 1_000;

    private static final int FIRST = 10_000;

    private static final int END = 32_000;

    private static final ServerSocket BLOCK = block();

    private static final int BLOCK_END = BLOCK.getLocalPort() + EACH;

    private static int next = BLOCK.getLocalPort();

    private Ports() {}

    /** Finds this many different free ports, none of which it has given before, until it has been once around. */
    static synchronized Deque<Integer> free(int count) throws IOException {
        Deque<Integer> ports = new ArrayDeque<>();
        for (int tries = 0; ports.size() < count; tries++) {
            if (tries == EACH) {
                throw new IOException("no %d free ports from %d on".formatted(count, BLOCK.getLocalPort()));
            }
            next = next + 1 < BLOCK_END ? next + 1 : BLOCK.getLocalPort() + 1;
            if (isFree(next)) {
                ports.add(next);
            }
        }
        return ports;
    }

    /** Stays open until this JVM ends. A block whose first port is taken is another's. */
    private static ServerSocket block() {
        int blocks = (END - FIRST) / EACH;
        int first = ThreadLocalRandom.current().nextInt(blocks);
        return IntStream.range(0, blocks)
                .mapToObj(tries -> listen(FIRST + (first + tries) % blocks * EACH))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no block of ports below " + END + " is free"));
    }

    private static Optional<ServerSocket> listen(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            return Optional.empty();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
