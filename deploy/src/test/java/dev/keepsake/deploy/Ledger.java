package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.jspecify.annotations.Nullable;

/**
 * Writes at a steady pace and notes of every change that a server has confirmed which transaction it was. What it notes,
 * and how it judges a restored tree, is its own: it knows nothing of logs and of archives.
 */
final class Ledger implements AutoCloseable {
    private static final int WRITERS = 3;
    private static final int NODES = 200;
    private static final int UNDER_WAY = 100;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Entry> doubtful = new ConcurrentLinkedQueue<>();
    private final long nanosBetween;
    private volatile boolean stopping;

    /**
     * A change.
     *
     * @param zxid its transaction; 0 when nobody confirmed it, so that it may have come to be or not
     * @param asked when it was sent, in milliseconds since 1970
     * @param confirmed when the answer came
     */
    record Entry(String path, String value, long zxid, long asked, long confirmed) {}

    private Ledger(int perSecond) {
        this.nanosBetween = TimeUnit.SECONDS.toNanos(WRITERS) / perSecond;
    }

    /** Starts writing so many changes a second, as far as the servers keep up. */
    static Ledger start(String servers, int perSecond) throws IOException, InterruptedException, KeeperException {
        Ledger ledger = new Ledger(perSecond);
        try (Connection connection = Connection.anybody(servers)) {
            connection.client().create("/ledger", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            for (int writer = 0; writer < WRITERS; writer++) {
                connection
                        .client()
                        .create("/ledger/" + writer, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            Connection connection = Connection.anybody(servers);
            ledger.connections.add(connection);
            String folder = "/ledger/" + writer + "/";
            Thread thread = new Thread(() -> ledger.write(connection.client(), folder), "ledger-" + writer);
            ledger.threads.add(thread);
            thread.start();
        }
        return ledger;
    }

    private void write(ZooKeeper client, String folder) {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        long due = System.nanoTime();
        try {
            for (int number = 0; !stopping; number++) {
                underWay.acquire();
                if (number < NODES || number % 10 == 0) {
                    create(client, folder + number, "value " + number, underWay);
                } else {
                    change(client, folder + number % NODES, "value " + number, underWay);
                }
                due = Math.max(due + nanosBetween, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(200));
                long left = due - System.nanoTime();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.sleep(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void create(ZooKeeper client, String path, String value, Semaphore underWay) {
        long asked = System.currentTimeMillis();
        client.create(
                path,
                value.getBytes(UTF_8),
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.PERSISTENT,
                (code, same, context, name, stat) -> note(code, path, value, stat, asked, underWay),
                null);
    }

    private void change(ZooKeeper client, String path, String value, Semaphore underWay) {
        long asked = System.currentTimeMillis();
        client.setData(
                path,
                value.getBytes(UTF_8),
                -1,
                (code, same, context, stat) -> note(code, path, value, stat, asked, underWay),
                null);
    }

    private void note(int code, String path, String value, @Nullable Stat stat, long asked, Semaphore underWay) {
        underWay.release();
        if (code == KeeperException.Code.OK.intValue() && stat != null) {
            entries.add(new Entry(path, value, stat.getMzxid(), asked, System.currentTimeMillis()));
        } else if (code != KeeperException.Code.NONODE.intValue()) {
            doubtful.add(new Entry(path, value, 0, asked, 0));
        }
    }

    /** How many changes were confirmed so far. */
    int size() {
        return entries.size();
    }

    /** Every change that was confirmed, in no order. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Writes no more. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
        connections.forEach(Connection::close);
    }

    /** Where the tree in a data directory is not what this says it was right after a transaction. */
    List<String> differences(Path dataDir, long zxid) throws IOException {
        DataTree tree = new DataTree();
        new FileSnap(dataDir.resolve("version-2").toFile()).deserialize(tree, new HashMap<>());
        Map<String, Entry> last = new HashMap<>();
        for (Entry entry : entries) {
            if (Long.compareUnsigned(entry.zxid(), zxid) <= 0) {
                last.merge(entry.path(), entry, (one, other) -> one.zxid() > other.zxid() ? one : other);
            }
        }
        Set<String> doubted = new HashSet<>();
        doubtful.forEach(entry -> doubted.add(entry.path() + " " + entry.value()));
        List<String> differences = new ArrayList<>();
        last.values().forEach(entry -> compare(entry, tree.getNode(entry.path()), zxid, doubted, differences));
        for (String path : paths(tree)) {
            DataNode node = tree.getNode(path);
            if (!last.containsKey(path) && !doubted.contains(path + " " + new String(node.getData(), UTF_8))) {
                differences.add(path + " is there, and nobody has written it by then");
            }
        }
        return differences;
    }

    private static void compare(
            Entry entry, @Nullable DataNode node, long zxid, Set<String> doubted, List<String> differences) {
        if (node == null) {
            differences.add(entry + " is missing");
            return;
        }
        String value = new String(node.getData(), UTF_8);
        boolean same = value.equals(entry.value()) && node.stat.getMzxid() == entry.zxid();
        boolean later = doubted.contains(entry.path() + " " + value)
                && node.stat.getMzxid() > entry.zxid()
                && node.stat.getMzxid() <= zxid;
        if (!same && !later) {
            differences.add("%s, found '%s' of 0x%x".formatted(entry, value, node.stat.getMzxid()));
        }
    }

    private static List<String> paths(DataTree tree) {
        List<String> paths = new ArrayList<>();
        DataNode ledger = tree.getNode("/ledger");
        for (String writer : ledger == null ? Set.<String>of() : ledger.getChildren()) {
            String folder = "/ledger/" + writer;
            tree.getNode(folder).getChildren().forEach(name -> paths.add(folder + "/" + name));
        }
        return paths;
    }

    /** The last transaction so far. */
    long last() {
        return entries.stream().mapToLong(Entry::zxid).max().orElse(0);
    }

    /** One of the changes from one transaction to another, any of them. */
    Entry any(Random random, long from, long through) {
        List<Entry> all = entries.stream()
                .filter(entry -> entry.zxid() >= from && entry.zxid() <= through)
                .toList();
        return all.get(random.nextInt(all.size()));
    }
}
