package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.Util;
import org.apache.zookeeper.txn.CheckVersionTxn;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateContainerTxn;
import org.apache.zookeeper.txn.CreateSessionTxn;
import org.apache.zookeeper.txn.CreateTTLTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.CreateTxnV0;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetACLTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;
import org.apache.zookeeper.txn.TxnDigest;
import org.apache.zookeeper.txn.TxnHeader;
import org.jspecify.annotations.Nullable;

/**
 * Makes up a history as a leader would log it, by ZooKeeper's own classes, and applies it to ZooKeeper's own tree as it
 * goes. What it logs fits that tree, so that the tree is the truth for every zxid.
 */
final class RandomLeader {

    private static final int MAX_NODES = 1500;
    private static final List<String> NAMES = List.of(
            "a", "b", "c", "lock-0000000001", "lock-0000000002", "x", "y", "é", "config", "日本", "name-".repeat(40));

    final DataTree tree = new DataTree();
    final Map<Long, Integer> sessions = new HashMap<>();

    /** Is run at moments at which a server might be writing a znode into a snapshot. */
    Runnable pause = () -> {};

    /** Of a hundred sessions, how many end without a list of what they delete, as in servers before 3.6. */
    int closesWithoutPaths;

    /** Of a hundred transactions, how many meet another tree than they expect, as in a window. */
    int strays;

    /** How many did. */
    long strayed;

    /**
     * How many were logged in an old way, and then without a digest: ZooKeeper's own reader, unlike ours, takes one that
     * follows so short a body for a part of it.
     */
    long withoutDigest;

    /** Which types have been logged, alone and within a multi that took effect. */
    final Set<Integer> types = new HashSet<>();

    final Set<Integer> typesOfParts = new HashSet<>();

    /** Whether records carry a digest. */
    boolean digests = true;

    private final Random random;
    private final List<String> paths = new ArrayList<>(List.of("/"));
    private long epoch = 1;
    private long counter;
    private long time = 1_700_000_000_000L;
    private TxnHeader header = new TxnHeader();

    RandomLeader(long seed) {
        random = new Random(seed);
    }

    Zxid last() {
        return Zxid.of(epoch, counter);
    }

    /** Another leader takes over; nothing is logged of that. */
    void elects() {
        epoch++;
        counter = 0;
    }

    /** The next transaction, applied and logged. */
    LogRecord next() {
        boolean newEpoch = random.nextInt(3000) == 0;
        epoch += newEpoch ? 1 + random.nextInt(3) : 0;
        counter = newEpoch ? 1 : counter + 1;
        time += random.nextInt(50) - 5;
        int kind = random.nextInt(100);
        if ((kind < 3 && sessions.size() < 30) || sessions.isEmpty()) {
            long session = random.nextLong() >>> 8;
            begin(session, TxnType.CREATE_SESSION);
            sessions.put(session, 1000 * (1 + random.nextInt(30)));
            return log(apply(new CreateSessionTxn(sessions.get(session))));
        } else if (kind < 5) {
            return closeSession();
        }

        begin(anySession(), TxnType.ERROR);
        if (random.nextInt(100) < strays) {
            return log(stray());
        }
        if (kind < 8) {
            return log(apply(new ErrorTxn(-101)));
        } else if (kind < 18) {
            return log(kind < 10 ? failedMulti() : multi());
        }
        return log(single(81));
    }

    private LogRecord closeSession() {
        long session = anySession();
        begin(session, TxnType.CLOSE_SESSION);
        sessions.remove(session);
        boolean listed = random.nextInt(100) >= closesWithoutPaths;
        CloseSessionTxn body = listed ? new CloseSessionTxn(List.copyOf(tree.getEphemerals(session))) : null;
        process(body);
        return log(body);
    }

    /** A transaction of one of the first kinds; a multi knows fewer. The header then has its type. */
    private Record single(int kinds) {
        int kind = random.nextInt(100) % kinds;
        if (kind < 40 && tree.getNodeCount() < MAX_NODES) {
            return create();
        } else if (kind >= 40 && kind < 65) {
            String path = anyPath();
            if (path.length() > 1 && tree.getNode(path).getChildren().isEmpty() && !path.startsWith("/zookeeper")) {
                header.setType(random.nextInt(5) == 0 ? TxnType.DELETE_CONTAINER : TxnType.DELETE);
                return apply(new DeleteTxn(path));
            }
        } else if (kind >= 70 && kind < 80) {
            String path = anyPath();
            header.setType(TxnType.SET_ACL);
            return apply(new SetACLTxn(path, anyAcl(), tree.getNode(path).stat.getAversion() + 1));
        } else if (kind == 80) {
            header.setType(TxnType.RECONFIG);
            return apply(new SetDataTxn(ZooDefs.CONFIG_NODE, anyData(), -1));
        }
        return setData();
    }

    private Record setData() {
        String path = anyPath();
        header.setType(TxnType.SET_DATA);
        return apply(new SetDataTxn(path, anyData(), tree.getNode(path).stat.getVersion() + 1));
    }

    private Record create() {
        String parent = anyPath();
        DataNode node = tree.getNode(parent);
        String path = (parent.length() == 1 ? "" : parent) + "/" + NAMES.get(random.nextInt(NAMES.size()));
        boolean childless = Owner.isEphemeral(node.stat.getEphemeralOwner(), false);
        if (childless
                || tree.getNode(path) != null
                || path.chars().filter(c -> c == '/').count() > 5) {
            return setData();
        }

        paths.add(path);
        return createAt(path, node.stat.getCversion() + 1);
    }

    private Record createAt(String path, int cversion) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            header.setType(TxnType.CREATE_CONTAINER);
            return apply(new CreateContainerTxn(path, anyData(), anyAcl(), cversion));
        } else if (kind == 1) {
            header.setType(TxnType.CREATE_TTL);
            return apply(new CreateTTLTxn(path, anyData(), anyAcl(), cversion, 1L + random.nextInt(1 << 20)));
        }

        header.setType(random.nextBoolean() ? TxnType.CREATE : TxnType.CREATE2);
        return apply(new CreateTxn(path, anyData(), anyAcl(), random.nextInt(3) == 0, cversion));
    }

    private Record stray() {
        strayed++;
        String missing = (anyPath() + "/missing" + random.nextInt(2)).replace("//", "/");
        String absent = random.nextBoolean() ? missing : missing + "/below";
        header.setType(TxnType.DELETE);
        return switch (random.nextInt(6)) {
            case 0 -> apply(new DeleteTxn(absent));
            case 1 -> retyped(TxnType.SET_DATA, new SetDataTxn(absent, anyData(), 7));
            case 2 -> retyped(TxnType.SET_ACL, new SetACLTxn(absent, anyAcl(), 7));
            case 3 -> retyped(TxnType.CLOSE_SESSION, new CloseSessionTxn(List.of(absent)));
            case 4 -> oldCreate();
            default -> createAgain();
        };
    }

    private Record retyped(int type, Record body) {
        header.setType(type);
        if (type == TxnType.CLOSE_SESSION) {
            sessions.remove(header.getClientId());
        }
        return apply(body);
    }

    /** On an older znode only, for which all kinds of create do the same to the parent. */
    private Record createAgain() {
        String path = anyPath();
        if (path.length() == 1) {
            return retyped(TxnType.DELETE, new DeleteTxn("/nowhere/at/all"));
        }

        int cversion = tree.getNode(parentOf(path)).stat.getCversion();
        if (random.nextBoolean()) {
            return createAt(path, Math.max(0, cversion - random.nextInt(3)));
        }
        boolean countsOn = random.nextInt(3) == 0;
        int stated = countsOn ? -1 : cversion + random.nextInt(3);
        return retyped(TxnType.CREATE, new CreateTxn(path, anyData(), anyAcl(), random.nextBoolean(), stated));
    }

    private Record oldCreate() {
        String path = (anyPath() + "/old" + random.nextInt(3)).replace("//", "/");
        DataNode parent = tree.getNode(parentOf(path));
        path = Owner.isEphemeral(parent.stat.getEphemeralOwner(), false) ? "/old" : path;
        strayed -= tree.getNode(path) == null ? 1 : 0;
        paths.add(path);
        CreateTxn create = new CreateTxn(path, anyData(), anyAcl(), false, -1);
        retyped(TxnType.CREATE, create);
        return new CreateTxnV0(path, create.getData(), create.getAcl(), false);
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    private Record check() {
        String path = anyPath();
        header.setType(TxnType.CHECK);
        return apply(new CheckVersionTxn(path, tree.getNode(path).stat.getVersion()));
    }

    private Record multi() {
        List<Txn> parts = new ArrayList<>();
        for (int left = random.nextInt(6); left >= 0; left--) {
            Record part = random.nextInt(10) == 0 ? check() : single(70);
            typesOfParts.add(header.getType());
            parts.add(part(header.getType(), part));
            pause.run();
        }
        header.setType(TxnType.MULTI);
        return new MultiTxn(parts);
    }

    /** The parts before the failure are re-typed and may keep their bodies, those after it may, too. */
    private Record failedMulti() {
        List<Txn> parts = new ArrayList<>();
        String path = anyPath();
        parts.add(part(TxnType.ERROR, random.nextBoolean() ? new ErrorTxn(0) : new DeleteTxn(path)));
        parts.add(part(TxnType.ERROR, new ErrorTxn(-110)));
        if (random.nextBoolean()) {
            parts.add(part(TxnType.SET_DATA, new SetDataTxn(path, anyData(), 99)));
        }
        header.setType(TxnType.MULTI);
        return new MultiTxn(parts);
    }

    private static Txn part(int type, Record body) {
        try {
            byte[] withHeader = Util.marshallTxnEntry(new TxnHeader(0, 0, 0, 0, type), body, null);
            return new Txn(type, java.util.Arrays.copyOfRange(withHeader, 32, withHeader.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(long session, int type) {
        header = new TxnHeader(
                session, random.nextInt(1000), Zxid.of(epoch, counter).value(), time, type);
    }

    /** Changes the tree, but not yet what it says its last transaction is. */
    private Record apply(Record body) {
        process(body);
        return body;
    }

    private void process(@Nullable Record body) {
        pause.run();
        tree.processTxn(header, body, true);
        pause.run();
    }

    private LogRecord log(@Nullable Record body) {
        tree.lastProcessedZxid = header.getZxid();
        types.add(header.getType());
        try {
            boolean oldWay = body == null || body instanceof CreateTxnV0;
            withoutDigest += oldWay ? 1 : 0;
            TxnDigest digest = digests && !oldWay ? new TxnDigest(2, tree.getTreeDigest()) : null;
            byte[] payload = Util.marshallTxnEntry(header, body, digest);
            return new LogRecord(
                    last(), header.getClientId(), header.getCxid(), header.getTime(), header.getType(), 0, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long anySession() {
        List<Long> open = new ArrayList<>(sessions.keySet());
        return open.get(random.nextInt(open.size()));
    }

    /** A znode that is there. */
    String anyPath() {
        while (true) {
            int at = random.nextInt(paths.size());
            String path = paths.get(at);
            if (tree.getNode(path) != null) {
                return path;
            }
            paths.set(at, paths.get(paths.size() - 1));
            paths.remove(paths.size() - 1);
        }
    }

    private byte @Nullable [] anyData() {
        int length = switch (random.nextInt(2000)) {
            case 0 -> random.nextInt(200_000);
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> random.nextInt(5_000);
            default -> random.nextInt(40) - 1;
        };
        byte[] data = new byte[Math.max(length, 0)];
        random.nextBytes(data);
        return length < 0 ? null : data;
    }

    private @Nullable List<ACL> anyAcl() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> ZooDefs.Ids.OPEN_ACL_UNSAFE;
            case 2 -> List.of();
            case 3 -> List.of(anyEntry());
            default -> List.of(anyEntry(), ZooDefs.Ids.READ_ACL_UNSAFE.get(0));
        };
    }

    private ACL anyEntry() {
        return new ACL(1 + random.nextInt(31), new Id("digest", "user" + random.nextInt(12)));
    }
}
