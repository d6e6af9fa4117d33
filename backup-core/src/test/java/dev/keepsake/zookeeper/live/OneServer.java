package dev.keepsake.zookeeper.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A server of ZooKeeper's own, alone, in this process. */
final class OneServer implements AutoCloseable {

    private final NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
    private final ZooKeeperServer server;
    private final Queue<Integer> requests = new ConcurrentLinkedQueue<>();

    OneServer(Path folder) throws IOException, InterruptedException {
        System.setProperty("zookeeper.admin.enableServer", "false");
        server = new ZooKeeperServer(folder.toFile(), folder.toFile(), 1_000) {
            @Override
            public void submitRequest(Request request) {
                requests.add(request.type);
                super.submitRequest(request);
            }
        };
        connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        connections.startup(server);
    }

    String address() {
        ServerCnxnFactory listening = connections;
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** The kinds of all requests, in the order in which they came. */
    Queue<Integer> requests() {
        return requests;
    }

    /** Hangs up on every client, as a server does that is restarted. */
    void hangUp() {
        connections.closeAll(org.apache.zookeeper.server.ServerCnxn.DisconnectReason.UNKNOWN);
    }

    @Override
    public void close() {
        connections.shutdown();
    }
}
