package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Clients that go on using a subtree: they change, delete and create znodes, and remember what a server confirmed. */
final class Users implements AutoCloseable {
    private final List<String> paths;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Write> last = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean stopping;

    /**
     * The last write to a znode.
     *
     * @param value null when it was deleted
     * @param zxid of its transaction; a deletion's is only known to be above this
     */
    record Write(@Nullable String value, long zxid) {}

    private Users(List<String> paths) {
        this.paths = paths;
    }

    static Users start(String servers, List<String> paths, int clients) throws Exception {
        Users users = new Users(paths);
        for (int client = 0; client < clients; client++) {
            Connection connection = Connection.superuser(servers);
            users.connections.add(connection);
            int number = client;
            // a znode has one user, so that the last write is known
            Thread thread = new Thread(() -> users.use(connection.client(), number, clients), "user-" + client);
            users.threads.add(thread);
            thread.start();
        }
        return users;
    }

    Map<String, Write> last() {
        return last;
    }

    long count() {
        return count.get();
    }

    private void use(ZooKeeper client, int number, int clients) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try {
            for (int i = 0; !stopping; i++) {
                String path = paths.get(random.nextInt(paths.size() / clients) * clients + number);
                switch (random.nextInt(4)) {
                    case 0 -> create(client, "/app/own-" + number + "-" + i, i);
                    case 1 -> recreate(client, path, i);
                    default -> set(client, path, i);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KeeperException e) {
            throw new IllegalStateException(e);
        }
    }

    private void create(ZooKeeper client, String path, int i) throws KeeperException, InterruptedException {
        Stat stat = new Stat();
        try {
            client.create(path, ("own " + i).getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, stat);
            note(path, "own " + i, stat.getCzxid());
        } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
            // the restore, or its undo, was first
        }
    }

    private void recreate(ZooKeeper client, String path, int i) throws KeeperException, InterruptedException {
        try {
            Stat stat = client.exists(path, false);
            if (stat != null && stat.getNumChildren() == 0 && stat.getEphemeralOwner() == 0) {
                client.delete(path, -1);
                note(path, null, stat.getMzxid());
                create(client, path, i);
            }
        } catch (KeeperException.NotEmptyException | KeeperException.NoNodeException e) {
            // somebody was first
        }
    }

    private void set(ZooKeeper client, String path, int i) throws KeeperException, InterruptedException {
        try {
            Stat stat = client.setData(path, ("changed " + i).getBytes(UTF_8), -1);
            note(path, "changed " + i, stat.getMzxid());
        } catch (KeeperException.NoNodeException e) {
            // not there now
        }
    }

    private void note(String path, @Nullable String value, long zxid) {
        last.put(path, new Write(value, zxid));
        count.incrementAndGet();
    }

    /** What the last of them wrote is there; or it was said that it is not; or it was theirs that was created over nothing. */
    void requireUnharmed(NavigableMap<String, Node> after, Set<String> said, Map<String, Long> seen) {
        List<String> harmed = new ArrayList<>();
        last.forEach((path, write) -> {
            Node now = after.get(path);
            if (write.value() == null || Objects.equals(seen.get(path), write.zxid())) {
                // nothing is overwritten by what is created where nothing is, or was shown and agreed to before
                return;
            }
            boolean kept = now != null
                    && now.stat().getMzxid() == write.zxid()
                    && ByteBuffer.wrap(write.value().getBytes(UTF_8)).equals(now.data());
            if (!kept && !said.contains(path)) {
                harmed.add(path + ": wrote " + write + ", but is " + now);
            }
        });
        assertThat(harmed).isEmpty();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Connection::close);
    }
}
