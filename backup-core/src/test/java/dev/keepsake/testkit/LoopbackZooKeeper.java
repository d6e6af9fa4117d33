package dev.keepsake.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A lone ZooKeeper server in this process, on a loopback port of its own. */
public final class LoopbackZooKeeper implements Closeable {

    private final Path directory;
    private ZooKeeperServer server;
    private ServerCnxnFactory port;

    private LoopbackZooKeeper(Path directory, int port) throws Exception {
        this.directory = directory;
        this.server = new ZooKeeperServer(directory.toFile(), directory.toFile(), 500);
        this.port = listening(server, port);
    }

    private static ServerCnxnFactory listening(ZooKeeperServer server, int port) throws Exception {
        NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
        factory.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        factory.startup(server);
        return factory;
    }

    /** Starts one on what a directory holds. */
    public static LoopbackZooKeeper start(Path directory) throws Exception {
        return new LoopbackZooKeeper(directory, 0);
    }

    /** As clients take it. */
    public String connect() {
        return "127.0.0.1:" + port.getLocalPort();
    }

    /** Ends every connection; the sessions live on. */
    public void dropConnections() {
        for (ServerCnxn connection : port.getConnections()) {
            connection.close(ServerCnxn.DisconnectReason.UNKNOWN);
        }
    }

    /** Ends, and starts again on the same port after all. */
    public void restart() throws Exception {
        int same = port.getLocalPort();
        close();
        server = new ZooKeeperServer(directory.toFile(), directory.toFile(), 500);
        port = listening(server, same);
    }

    @Override
    public void close() throws IOException {
        port.shutdown();
        server.shutdown();
    }
}
