package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Scope;
import java.util.Set;
import java.util.TreeSet;

/** Which znodes a record creates, changes or deletes: those that it names, and at the end of a session those that go with it. */
final class Touched {

    private Touched() {}

    /** Those of a scope, given the tree as it is before. */
    static Set<String> by(LogRecord record, ZnodeTree tree, Scope scope) throws CorruptException {
        Set<String> paths = new TreeSet<>();
        DecodedTxn.of(record).txn().paths().stream().filter(scope::holds).forEach(paths::add);
        if (record.type() == TxnType.CLOSE_SESSION) {
            tree.ownedBy(record.session()).filter(scope::holds).forEach(paths::add);
        }
        return paths;
    }
}
