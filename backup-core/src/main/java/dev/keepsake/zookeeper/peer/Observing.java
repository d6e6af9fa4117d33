package dev.keepsake.zookeeper.peer;

import java.io.IOException;
import java.nio.file.Path;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.admin.AdminServer.AdminServerException;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.jspecify.annotations.Nullable;

/** ZooKeeper's own start of a server, with our peer in it. */
final class Observing extends QuorumPeerMain {

    private static final String BEGINNING =
            "This ZooKeeper instance is not currently serving requests\nState: BEGINNING\n";

    private final Path folder;
    private volatile @Nullable ObservingPeer peer;

    Observing(Path folder) {
        this.folder = folder;
    }

    /** Made only now, since its making looks at what the configuration has set. */
    @Override
    protected QuorumPeer getQuorumPeer() throws SaslException {
        ObservingPeer made = new ObservingPeer(new Verdict(folder), new SyncNotes(folder.resolve(PeerMain.SYNCS)));
        peer = made;
        return made;
    }

    /** Observes until the process ends. */
    void run() throws IOException, ConfigException, AdminServerException {
        try (StatusSocket status = new StatusSocket(folder.resolve(PeerMain.SOCKET), this::status)) {
            status.serve();
            initializeAndRun(
                    new String[] {folder.resolve(PeerMain.CONFIGURATION).toString()});
        }
    }

    private String status() {
        ObservingPeer made = peer;
        return made == null ? BEGINNING : made.status();
    }

    /** Leaves the ensemble, and closes the log behind its last whole record. */
    void end() {
        ObservingPeer made = peer;
        if (made != null && made.isAlive()) {
            made.shutdown();
        }
    }
}
