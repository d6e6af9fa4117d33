package dev.keepsake.zookeeper;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Adler32;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.TxnDigest;
import org.apache.zookeeper.txn.TxnHeader;
import org.jspecify.annotations.Nullable;

/** Files as servers write them, made by ZooKeeper's own classes in this process. */
final class ServerFiles {

    static final long SESSION = 0x100000abcdef0001L;
    static final long FIRST = 0x500000001L;
    static final Map<Long, Integer> SESSIONS = Map.of(SESSION, 30_000, 0x200000abcdef0002L, 4_000);

    private static final int PREALLOCATED = 1 << 13;

    private ServerFiles() {}

    /** A tree after this many random creates, changes and deletes, with nulls, empties, ACLs, ephemerals and Unicode. */
    static DataTree tree(long seed, int transactions) {
        Random random = new Random(seed);
        DataTree tree = new DataTree();
        List<String> paths = new ArrayList<>(List.of(""));
        for (int i = 0; i < transactions; i++) {
            String any = paths.get(random.nextInt(paths.size()));
            int dice = any.isEmpty() ? 0 : random.nextInt(10);
            if (dice == 9 && paths.stream().noneMatch(path -> path.startsWith(any + "/"))) {
                paths.remove(any);
                apply(tree, i, OpCode.delete, new DeleteTxn(any));
            } else if (dice > 6) {
                apply(tree, i, OpCode.setData, new SetDataTxn(any, data(random), random.nextInt(99)));
            } else {
                String path = any + "/" + name(random) + i;
                paths.add(path);
                apply(tree, i, OpCode.create, new CreateTxn(path, data(random), acl(random), dice == 6, i));
            }
        }
        return tree;
    }

    /** Just a root, a parent and a child; nothing in it depends on the order of a hash map. */
    static DataTree chain(byte[] parent, byte[] child) {
        DataTree tree = new DataTree();
        apply(tree, 0, OpCode.create, new CreateTxn("/parent", parent, acl(new Random(1)), false, 1));
        apply(tree, 1, OpCode.create, new CreateTxn("/parent/child", child, acl(new Random(1)), false, 1));
        return tree;
    }

    /** How many znodes a tree has; it counts its root twice itself. */
    static long nodes(DataTree tree) {
        return tree.getNodeCount() - 1L;
    }

    /** Applies a transaction as a server does. */
    static void apply(DataTree tree, int index, int type, Record body) {
        tree.processTxn(header(index, type), body);
    }

    /** The header of the transaction with this number. */
    static TxnHeader header(int index, int type) {
        return new TxnHeader(SESSION, 7 + index, FIRST + index, 1_700_000_000_000L + index, type);
    }

    /** The snapshot that a server with these settings writes. */
    static byte[] snapshot(DataTree tree, Map<Long, Integer> sessions, Settings settings) throws IOException {
        Path directory = Files.createTempDirectory("snapshot");
        File file = directory.resolve("snapshot.1").toFile();
        settings.set();
        try {
            new FileSnap(directory.toFile()).serialize(tree, sessions, file, false);
            return Files.readAllBytes(file.toPath());
        } finally {
            Settings.FULL.set();
            Files.deleteIfExists(file.toPath());
            Files.delete(directory);
        }
    }

    /** Transactions as a server serializes them, with tree digests or without. */
    static List<Request> transactions(int count, boolean digests) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CreateTxn body = new CreateTxn("/n" + i, new byte[i * 3], acl(new Random(i)), false, i);
            requests.add(new Request(header(i, OpCode.create), body, digests ? new TxnDigest(2, 77L * i) : null));
        }
        return requests;
    }

    /** The log file that a server writes of these, with its zeros behind them. */
    static Path log(Path directory, List<Request> requests) throws IOException {
        FileTxnLog.setPreallocSize(PREALLOCATED);
        try (FileTxnLog log = new FileTxnLog(directory.toFile())) {
            for (Request request : requests) {
                log.append(request);
                log.commit();
            }
        }
        return directory.resolve("log." + Long.toHexString(requests.get(0).zxid));
    }

    /** Behind these bytes, the seal that they want. */
    static byte[] sealed(byte[] bytes) {
        Adler32 adler = new Adler32();
        adler.update(bytes);
        return join(
                bytes,
                ByteBuffer.allocate(13).putLong(adler.getValue()).putInt(1).put((byte) '/'));
    }

    static byte[] join(byte[] bytes, ByteBuffer more) {
        return ByteBuffer.allocate(bytes.length + more.capacity())
                .put(bytes)
                .put(more.clear())
                .array();
    }

    private static byte @Nullable [] data(Random random) {
        int length = random.nextInt(40) - 1;
        byte[] bytes = new byte[Math.max(0, length)];
        random.nextBytes(bytes);
        return length < 0 ? null : bytes;
    }

    private static String name(Random random) {
        return List.of("n", "käse-", "名前", "a.b-", "\u00a0").get(random.nextInt(5));
    }

    private static List<ACL> acl(Random random) {
        String user = "bob" + random.nextInt(3) + ":ü";
        return List.of(new ACL(random.nextInt(32), new Id("digest", user)), new ACL(1, new Id("world", "anyone")));
    }

    /** What of a server's configuration shows in its snapshots. */
    record Settings(boolean digest, boolean lastZxid, SnapStream.StreamMode mode) {

        static final Settings PLAIN = new Settings(false, false, SnapStream.StreamMode.CHECKED);
        static final Settings FULL = new Settings(true, true, SnapStream.StreamMode.CHECKED);

        static List<Settings> all() {
            List<Settings> all = new ArrayList<>();
            for (SnapStream.StreamMode mode : SnapStream.StreamMode.values()) {
                for (int i = 0; i < 4; i++) {
                    all.add(new Settings((i & 1) > 0, (i & 2) > 0, mode));
                }
            }
            return all;
        }

        /** Puts them into force for this process; {@link #FULL} is what a server has by default. */
        void set() {
            ZooKeeperServer.setDigestEnabled(digest);
            ZooKeeperServer.setSerializeLastProcessedZxidEnabled(lastZxid);
            SnapStream.setStreamMode(mode);
        }
    }

    /** Text as ZooKeeper's classes write it. */
    static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(ByteBuffer.allocate(4).putInt(bytes.length).array(), ByteBuffer.wrap(bytes));
    }
}
