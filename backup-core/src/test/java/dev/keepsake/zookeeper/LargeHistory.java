package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.Util;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateSessionTxn;
import org.apache.zookeeper.txn.CreateTxn;
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
 * A large, plain tree, znodes of 200 bytes and a thousand below each parent, and what a leader logs over it: its znodes
 * change, others come and go. ZooKeeper's own tree is the leader's.
 */
final class LargeHistory {

    /** The zxid of the snapshot. */
    static final Zxid START = Zxid.of(1, 0);

    private static final int PER_PARENT = 1_000;
    private static final int RANDOM_BYTES = 105;
    private static final int LISTS = 20;
    private static final long TIME = 1_700_000_000_000L;

    private final int nodes;
    private final DataTree tree;
    private final Random random = new Random(1);
    private final List<String> created = new ArrayList<>();
    private long counter;
    private long session;
    private int names;

    /** Goes on from a snapshot with so many znodes, as loaded. */
    LargeHistory(int nodes, DataTree tree) {
        this.nodes = nodes;
        this.tree = tree;
    }

    /** Writes the snapshot from which the history goes on. */
    static void write(int nodes, Path file) throws IOException {
        Random random = new Random(0);
        ZnodeStat parent = new ZnodeStat(1, 1, TIME, TIME, 0, PER_PARENT, 0, 0, 1);
        ZnodeStat child = new ZnodeStat(1, 1, TIME, TIME, 0, 0, 0, 0, 1);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            SnapshotWriter writer = new SnapshotWriter(out);
            writer.sessions(new TreeMap<>());
            writer.acls(List.of());
            writer.node("", new byte[0], -1, parent);
            writer.node("/many", null, -1, parent);
            for (int number = 0; number < nodes; number++) {
                if (number % PER_PARENT == 0) {
                    writer.node(parent(number), new byte[0], -1, parent);
                }
                writer.node(path(number), data(random), -1, child);
            }
            writer.node("/zookeeper", new byte[0], -1, parent);
            writer.node("/zookeeper/config", new byte[0], -1, child);
            writer.node("/zookeeper/quota", new byte[0], -1, child);
            writer.finish();
        }
    }

    /** Transactions that give a znode new data, each. */
    List<LogRecord> changes(int count) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            begin();
            records.add(log(TxnType.SET_DATA, setData()));
        }
        return records;
    }

    /** Transactions of many kinds, some of them of several parts. */
    List<LogRecord> mixed(int count) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            begin();
            records.add(any(i));
        }
        return records;
    }

    private LogRecord any(int number) throws IOException {
        int kind = random.nextInt(100);
        if (number % 500 == 0) {
            session = 0x1_0000_0000L + number;
            return log(TxnType.CREATE_SESSION, new CreateSessionTxn(4000));
        } else if (number % 500 == 499) {
            return log(TxnType.CLOSE_SESSION, new CloseSessionTxn(List.copyOf(tree.getEphemerals(session))));
        } else if (kind < 2) {
            return log(TxnType.ERROR, new ErrorTxn(-101));
        } else if (kind < 4) {
            String path = path(random.nextInt(nodes));
            return log(
                    TxnType.SET_ACL,
                    new SetACLTxn(path, anyAcl(), tree.getNode(path).stat.getAversion() + 1));
        } else if (kind < 12) {
            return multi();
        } else if (kind < 45) {
            return log(TxnType.CREATE2, create(kind < 16));
        } else if (kind < 65 && !created.isEmpty()) {
            return log(TxnType.DELETE, delete());
        }
        return log(TxnType.SET_DATA, setData());
    }

    private LogRecord multi() throws IOException {
        List<Txn> parts = new ArrayList<>();
        Record create = create(false);
        apply(TxnType.CREATE, create);
        parts.add(Records.part(TxnType.CREATE, create));
        for (int i = 0; i < 3; i++) {
            Record change = setData();
            apply(TxnType.SET_DATA, change);
            parts.add(Records.part(TxnType.SET_DATA, change));
        }
        return logged(TxnType.MULTI, new MultiTxn(parts));
    }

    private Record setData() {
        String path = path(random.nextInt(nodes));
        return new SetDataTxn(path, data(random), tree.getNode(path).stat.getVersion() + 1);
    }

    private Record create(boolean ephemeral) {
        String parent = parent(random.nextInt(nodes));
        String path = parent + "/new-%010d".formatted(names++);
        if (!ephemeral) {
            created.add(path);
        }
        int cversion = tree.getNode(parent).stat.getCversion() + 1;
        return new CreateTxn(path, data(random), anyAcl(), ephemeral, cversion);
    }

    private Record delete() {
        int at = random.nextInt(created.size());
        String path = created.get(at);
        created.set(at, created.get(created.size() - 1));
        created.remove(created.size() - 1);
        return new DeleteTxn(path);
    }

    private List<ACL> anyAcl() {
        int user = random.nextInt(LISTS);
        return user < LISTS / 2
                ? ZooDefs.Ids.OPEN_ACL_UNSAFE
                : List.of(new ACL(31, new Id("digest", "user-" + user + ":3/XsOHMdjqVhE")));
    }

    private void begin() {
        counter++;
    }

    private LogRecord log(int type, @Nullable Record body) throws IOException {
        apply(type, body);
        return logged(type, body);
    }

    private void apply(int type, @Nullable Record body) {
        tree.processTxn(header(type), body, true);
    }

    private LogRecord logged(int type, @Nullable Record body) throws IOException {
        TxnHeader header = header(type);
        byte[] payload = Util.marshallTxnEntry(header, body, new TxnDigest(2, tree.getTreeDigest()));
        return new LogRecord(Zxid.of(1, counter), session, 0, header.getTime(), type, 0, payload);
    }

    private TxnHeader header(int type) {
        return new TxnHeader(session, 0, Zxid.of(1, counter).value(), TIME + counter, type);
    }

    private static String parent(int number) {
        return "/many/part-%06d".formatted(number / PER_PARENT);
    }

    private static String path(int number) {
        return parent(number) + "/node-%08d".formatted(number);
    }

    /** Text as applications keep it: a frame that is always the same, and a content that is not. */
    private static byte[] data(Random random) {
        byte[] content = new byte[RANDOM_BYTES];
        random.nextBytes(content);
        String text = "{\"version\":1,\"kind\":\"example.v1\",\"payload\":\""
                + Base64.getEncoder().encodeToString(content) + "\",\"owner\":null}";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
