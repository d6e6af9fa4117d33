package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a transaction does to a tree that may hold a part of its effect, or of later ones, already, as a snapshot taken
 * under writes does. Applying all of a log from the snapshot's begin to past its end gives the exact tree all the same:
 * the rules of a server's own start-up, but for three points where those miss it.
 */
final class TxnRules {

    private static final byte[] CONFIG = "/zookeeper/config".getBytes(StandardCharsets.US_ASCII);
    private static final int COUNT_ON = -1;

    private final Znodes znodes;
    private final ZnodeBlocks blocks;
    private final Sessions sessions;
    private final AccessLists lists;
    private final ZnodeBytes created = new ZnodeBytes();

    TxnRules(Znodes znodes, AccessLists lists) {
        this.znodes = znodes;
        this.blocks = znodes.blocks();
        this.sessions = znodes.sessions();
        this.lists = lists;
    }

    /**
     * Applies a transaction, and says whether the tree was as the leader must have seen it. A part that does not fit does
     * not keep the next from being applied.
     */
    boolean apply(LogRecord record, TxnContent txn) throws RefusedException {
        if (txn.failed) {
            return true;
        } else if (txn.type == TxnType.CREATE_SESSION) {
            sessions.open(record.session(), txn.number);
            return true;
        }

        boolean fitted = true;
        for (int i = 0; i < txn.parts(); i++) {
            fitted &= apply(record, txn.part(i));
        }
        return txn.type == TxnType.CLOSE_SESSION ? closeSession(record, txn) && fitted : fitted;
    }

    private boolean apply(LogRecord record, TxnPart part) throws RefusedException {
        return switch (part.type) {
            case TxnType.CREATE, TxnType.CREATE2, TxnType.CREATE_CONTAINER, TxnType.CREATE_TTL -> create(record, part);
            case TxnType.DELETE, TxnType.DELETE_CONTAINER -> delete(record, part);
            case TxnType.SET_DATA, TxnType.RECONFIG -> setData(record, part);
            case TxnType.SET_ACL -> setAcl(record, part);
            default -> true;
        };
    }

    /**
     * A znode that is there already keeps its data and stat, which are as new or newer, and takes the access list, which
     * may be one that the snapshot names but does not explain. Its parent still catches up: a server does so only for
     * the oldest of the four kinds of create and keeps too low a counter after the others.
     */
    private boolean create(LogRecord record, TxnPart part) throws RefusedException {
        int parent = znodes.find(part.path, part.pathFrom, part.parentLength());
        if (parent == Slabs.NONE) {
            return false;
        }

        raiseCversion(parent, part.number, record.zxid().value());
        int acl = lists.number(record.payload(), part.aclFrom, part.aclLength);
        created.setPath(part.path, part.pathFrom, part.pathLength);
        created.setData(record.payload(), part.dataFrom, part.dataLength);
        fillStat(record.zxid().value(), record.timeMillis(), part.owner(record.session()));
        if (!znodes.attach(parent, created, acl)) {
            znodes.setAcl(znodes.find(part.path, part.pathFrom, part.pathLength), acl);
            return false;
        }
        return true;
    }

    private void fillStat(long zxid, long time, long owner) {
        ByteBuffer.wrap(created.stat)
                .putLong(StatBytes.CZXID, zxid)
                .putLong(StatBytes.MZXID, zxid)
                .putLong(StatBytes.PZXID, zxid)
                .putLong(StatBytes.CTIME, time)
                .putLong(StatBytes.MTIME, time)
                .putLong(StatBytes.OWNER, owner);
    }

    private void raiseCversion(int node, int stated, long zxid) {
        int before = blocks.statInt(node, StatBytes.CVERSION);
        int cversion = stated == COUNT_ON ? before + 1 : stated;
        if (cversion > before) {
            blocks.setStatInt(node, StatBytes.CVERSION, cversion);
            blocks.setStatLong(node, StatBytes.PZXID, zxid);
            znodes.digest().statChanged(node);
        }
    }

    private boolean delete(LogRecord record, TxnPart part) {
        int parent = znodes.find(part.path, part.pathFrom, part.parentLength());
        return parent != Slabs.NONE && delete(record, parent, znodes.find(part.path, part.pathFrom, part.pathLength));
    }

    /**
     * The parent learns of it even if the znode is gone already. Whatever stands below the znode is of a later life of
     * the same path, since the leader saw no children; it goes, too, and comes back with its own transactions. (A
     * server lets it linger without a parent, then takes it for existing, and never lists it again.)
     */
    private boolean delete(LogRecord record, int parent, int node) {
        long zxid = record.zxid().value();
        if (zxid > blocks.statLong(parent, StatBytes.PZXID)) {
            blocks.setStatLong(parent, StatBytes.PZXID, zxid);
            znodes.digest().statChanged(parent);
        }
        if (node == Slabs.NONE) {
            return false;
        }

        boolean fitted = blocks.firstChild(node) == Slabs.NONE;
        znodes.detach(node);
        return fitted;
    }

    private boolean setData(LogRecord record, TxnPart part) throws RefusedException {
        int node = findAlive(record, part);
        if (node == Slabs.NONE) {
            int from = part.pathFrom; // a server makes it without a transaction, unless it is of 3.4
            return Arrays.equals(part.path, from, from + part.pathLength, CONFIG, 0, CONFIG.length);
        }

        blocks.setData(node, record.payload(), part.dataFrom, part.dataLength);
        blocks.setStatLong(node, StatBytes.MTIME, record.timeMillis());
        blocks.setStatLong(node, StatBytes.MZXID, record.zxid().value());
        blocks.setStatInt(node, StatBytes.VERSION, part.number);
        znodes.digest().dataChanged(node, part, record.payload());
        return true;
    }

    private boolean setAcl(LogRecord record, TxnPart part) {
        int node = findAlive(record, part);
        if (node == Slabs.NONE) {
            return false;
        }

        znodes.setAcl(node, lists.number(record.payload(), part.aclFrom, part.aclLength));
        blocks.setStatInt(node, StatBytes.AVERSION, part.number);
        znodes.digest().statChanged(node);
        return true;
    }

    /** What the end of a session takes with it beyond the znodes that it names, which are gone by now. */
    private boolean closeSession(LogRecord record, TxnContent txn) {
        boolean nothingLeft = sessions.firstOwned(record.session()) == Slabs.NONE;
        int node = sessions.firstOwned(record.session());
        while (node != Slabs.NONE) {
            delete(record, blocks.parent(node), node);
            node = sessions.firstOwned(record.session());
        }
        sessions.close(record.session());
        return nothingLeft || !txn.listed;
    }

    /**
     * The znode that the record is about. One that was created later is another life of the path: it can stand there
     * already if the end of the life before is hidden in a session's end without a list. (A server changes it all the
     * same, and keeps that when nothing later does.)
     */
    private int findAlive(LogRecord record, TxnPart part) {
        int node = znodes.find(part.path, part.pathFrom, part.pathLength);
        boolean later = node != Slabs.NONE
                && blocks.statLong(node, StatBytes.CZXID) > record.zxid().value();
        return later ? Slabs.NONE : node;
    }
}
