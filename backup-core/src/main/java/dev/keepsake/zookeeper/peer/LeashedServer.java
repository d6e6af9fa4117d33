package dev.keepsake.zookeeper.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/**
 * A drill's server: ZooKeeper's own, of whatever version, on a leash. It ends when its standard input does, at the latest
 * when the process that started it is gone, however that came about: nothing it holds is worth keeping.
 */
public final class LeashedServer {

    private LeashedServer() {}

    /** Runs a server with ZooKeeper's own arguments. */
    public static void main(String[] arguments) {
        Thread leash = new Thread(() -> endWith(System.in), "leash");
        leash.setDaemon(true);
        leash.start();
        QuorumPeerMain.main(arguments);
    }

    private static void endWith(InputStream parent) {
        try {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            System.err.println("the pipe from the parent broke: " + gone.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
