package dev.keepsake.zookeeper.peer;

import java.util.function.LongConsumer;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/** Trees that tell when a transaction's digest is not theirs. */
final class WatchedDatabase extends ZKDatabase {

    private final LongConsumer mismatch;

    /** Tells the zxid of each transaction whose digest differs. */
    WatchedDatabase(FileTxnSnapLog log, LongConsumer mismatch) {
        super(log);
        this.mismatch = mismatch;
    }

    /** Also called for the first tree, before this object is whole, and for each that a leader sends. */
    @Override
    public DataTree createDataTree() {
        DataTree tree = super.createDataTree();
        tree.addDigestWatcher(this::tell);
        return tree;
    }

    private void tell(long zxid) {
        mismatch.accept(zxid);
    }
}
