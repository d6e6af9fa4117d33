package dev.keepsake.zookeeper.live;

import java.util.List;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;

/** Sends batches as requests of ZooKeeper's client. */
final class Requests {

    private Requests() {}

    /** Is told how a batch ended. */
    @FunctionalInterface
    interface Ending {

        /**
         * Takes it.
         *
         * @param failed which of the writes failed first, or -1 where that is not known
         */
        void of(int code, int failed);
    }

    /** Sends a batch; a lone znode without the frame of a multi, so that the largest one a server takes gets through. */
    static void send(ZooKeeper client, Batch batch, Ending ending) {
        Op first = batch.writes().get(0);
        if (batch.size() == 1
                && first instanceof Op.Create
                && first.toRequestRecord() instanceof CreateRequest create
                && CreateMode.fromFlag(create.getFlags(), CreateMode.EPHEMERAL) == CreateMode.PERSISTENT) {
            AsyncCallback.StringCallback alone = (code, path, context, name) -> ending.of(code, 0);
            client.create(create.getPath(), create.getData(), create.getAcl(), CreateMode.PERSISTENT, alone, null);
        } else {
            client.multi(
                    batch.writes(), (code, path, context, results) -> ending.of(code, failed(code, results)), null);
        }
    }

    /** Results before the failed one are marked as undone, and those after it as not tried. */
    private static int failed(int code, @Nullable List<OpResult> results) {
        if (code == Code.OK.intValue() || results == null) {
            return -1;
        }
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error && error.getErr() == code) {
                return i;
            }
        }
        return -1;
    }
}
