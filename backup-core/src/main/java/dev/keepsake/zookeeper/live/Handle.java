package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** ZooKeeper's client, which keeps to itself what every answer says: how far its server has got. */
@SuppressWarnings("try") // its close() can be interrupted; whoever holds it closes it through Curator
final class Handle extends ZooKeeper {

    Handle(String connect, int sessionMillis, Watcher watcher, ZKClientConfig config) throws IOException {
        super(connect, sessionMillis, watcher, false, config);
    }

    /** How far the server was that answered last; 0 before any answer. */
    Zxid lastZxid() {
        return new Zxid(cnxn.getLastZxid());
    }
}
