package dev.keepsake.zookeeper.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A server of ZooKeeper's own, alone, in this process. */
final class OneServer implements AutoCloseable {

    private final NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
    private final ZooKeeperServer server;

    OneServer(Path folder) throws IOException, InterruptedException {
        System.setProperty("zookeeper.admin.enableServer", "false");
        server = new ZooKeeperServer(folder.toFile(), folder.toFile(), 1_000);
        connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        connections.startup(server);
    }

    String address() {
        ServerCnxnFactory listening = connections;
        return "127.0.0.1:" + listening.getLocalPort();
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
