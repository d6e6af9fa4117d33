package dev.keepsake.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Loopback ports that nobody listens on. */
final class Ports {
    private Ports() {}

    /** Finds this many different free ports; all are held until the last is found, so that none comes twice. */
    static Deque<Integer> free(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        Deque<Integer> ports = new ArrayDeque<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }
}
