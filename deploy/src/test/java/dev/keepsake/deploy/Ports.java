package dev.keepsake.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that nobody listens on. They lie below those that systems give to outgoing connections, for a server
 * that is stopped and started must find its port free again.
 */
final class Ports {
    private static final int EACH = 5_500;

    /** Test runs that go on at the same time are numbered from 1. */
    private static final int FIRST = 10_000 + Integer.getInteger("surefire.forkNumber", 0) % 4 * EACH;

    private static final int END = FIRST + EACH;

    private static int next = ThreadLocalRandom.current().nextInt(FIRST, END);

    private Ports() {}

    /** Finds this many different free ports, none of which it has given before, until it has been once around. */
    static synchronized Deque<Integer> free(int count) throws IOException {
        Deque<Integer> ports = new ArrayDeque<>();
        for (int tries = 0; ports.size() < count; tries++) {
            if (tries == END - FIRST) {
                throw new IOException("no %d free ports between %d and %d".formatted(count, FIRST, END));
            }
            next = next + 1 < END ? next + 1 : FIRST;
            if (isFree(next)) {
                ports.add(next);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
