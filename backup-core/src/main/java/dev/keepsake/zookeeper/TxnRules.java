package dev.keepsake.zookeeper;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction does to a tree that may hold a part of its effect, or of later ones, already, as a snapshot taken
 * under writes does. Applying all of a log from the snapshot's begin to past its end gives the exact tree all the same:
 * the rules of a server's own start-up, but for three points where those miss it.
 */
final class TxnRules {

    private static final String CONFIG = "/zookeeper/config";
    private static final int COUNT_ON = -1;

    private final Znodes znodes;
    private final Sessions sessions;
    private final AccessLists lists;

    TxnRules(Znodes znodes, Sessions sessions, AccessLists lists) {
        this.znodes = znodes;
        this.sessions = sessions;
        this.lists = lists;
    }

    /** Applies a transaction, and says whether the tree was as the leader must have seen it. */
    boolean apply(LogRecord record, Txn txn) {
        if (txn instanceof Txn.Multi multi) {
            return multi.failed() || applyAll(record, multi.parts());
        } else if (txn instanceof Txn.Create create) {
            return create(record, create);
        } else if (txn instanceof Txn.Delete delete) {
            return delete(record, delete.path());
        } else if (txn instanceof Txn.SetData setData) {
            return setData(record, setData);
        } else if (txn instanceof Txn.SetAcl setAcl) {
            return setAcl(record, setAcl);
        } else if (txn instanceof Txn.CloseSession close) {
            return closeSession(record, close);
        } else if (txn instanceof Txn.CreateSession created) {
            sessions.open(record.session(), created.timeoutMillis());
        }
        return true;
    }

    /** A part that does not fit does not keep the next from being applied. */
    private boolean applyAll(LogRecord record, List<Txn> parts) {
        boolean fitted = true;
        for (Txn part : parts) {
            fitted &= apply(record, part);
        }
        return fitted;
    }

    /**
     * A znode that is there already keeps its data and stat, which are as new or newer, and takes the access list, which
     * may be one that the snapshot names but does not explain. Its parent still catches up: a server does so only for
     * the oldest of the four kinds of create and keeps too low a counter after the others.
     */
    private boolean create(LogRecord record, Txn.Create create) {
        String parentPath = parentOf(create.path());
        Znode parent = znodes.find(parentPath);
        if (parent == null) {
            return false;
        }

        raiseCversion(parentPath, parent, create.parentCversion(), record.zxid().value());
        String name = create.path().substring(parentPath.length() + 1);
        List<Acl> acl = lists.share(create.acl());
        Znode existing = parent.child(name);
        if (existing != null) {
            znodes.setAcl(existing, acl);
            return false;
        }

        long zxid = record.zxid().value();
        long time = record.timeMillis();
        long owner = create.owner(record.session());
        ZnodeStat stat = new ZnodeStat(zxid, zxid, time, time, 0, 0, 0, owner, zxid);
        znodes.attach(create.path(), parent, new Znode(name, parent, create.data(), acl, stat));
        return true;
    }

    private void raiseCversion(String path, Znode node, int stated, long zxid) {
        int cversion = stated == COUNT_ON ? node.cversion + 1 : stated;
        if (cversion > node.cversion) {
            node.cversion = cversion;
            node.pzxid = zxid;
            znodes.changed(path, node);
        }
    }

    private boolean delete(LogRecord record, String path) {
        String parentPath = parentOf(path);
        Znode parent = znodes.find(parentPath);
        return parent != null
                && delete(record, parentPath, parent, parent.child(path.substring(parentPath.length() + 1)));
    }

    /**
     * The parent learns of it even if the znode is gone already. Whatever stands below the znode is of a later life of
     * the same path, since the leader saw no children; it goes, too, and comes back with its own transactions. (A
     * server lets it linger without a parent, then takes it for existing, and never lists it again.)
     */
    private boolean delete(LogRecord record, String parentPath, Znode parent, @Nullable Znode node) {
        if (record.zxid().value() > parent.pzxid) {
            parent.pzxid = record.zxid().value();
            znodes.changed(parentPath, parent);
        }
        if (node == null) {
            return false;
        }

        boolean fitted = !node.hasChildren();
        znodes.detach(node);
        return fitted;
    }

    private boolean setData(LogRecord record, Txn.SetData txn) {
        Znode node = findAlive(record, txn.path());
        if (node == null) {
            return txn.path().equals(CONFIG); // a server makes it without a transaction, unless it is of 3.4
        }

        node.data = txn.data();
        node.mtime = record.timeMillis();
        node.mzxid = record.zxid().value();
        node.version = txn.version();
        znodes.changed(inSnapshot(txn.path()), node);
        return true;
    }

    private boolean setAcl(LogRecord record, Txn.SetAcl txn) {
        Znode node = findAlive(record, txn.path());
        if (node == null) {
            return false;
        }

        znodes.setAcl(node, lists.share(txn.acl()));
        node.aversion = txn.version();
        znodes.changed(inSnapshot(txn.path()), node);
        return true;
    }

    private boolean closeSession(LogRecord record, Txn.CloseSession close) {
        boolean fitted = true;
        for (String path : close.deleted().orElse(List.of())) {
            fitted &= delete(record, path);
        }

        List<Znode> rest = sessions.ownedBy(record.session());
        for (Znode node : rest) {
            Znode parent = node.parent;
            if (parent != null) {
                delete(record, parent.path(), parent, node);
            }
        }
        sessions.close(record.session());
        return fitted && (rest.isEmpty() || close.deleted().isEmpty());
    }

    /**
     * The znode that the record is about. One that was created later is another life of the path: it can stand there
     * already if the end of the life before is hidden in a session's end without a list. (A server changes it all the
     * same, and keeps that when nothing later does.)
     */
    private @Nullable Znode findAlive(LogRecord record, String path) {
        Znode node = znodes.find(path);
        return node == null || node.czxid > record.zxid().value() ? null : node;
    }

    private static String parentOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static String inSnapshot(String path) {
        return path.equals("/") ? "" : path;
    }
}
