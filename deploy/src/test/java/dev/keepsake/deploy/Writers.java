package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Clients that change a tree in every way a client can, as fast as they are answered, until they are stopped. */
final class Writers implements AutoCloseable {
    private static final int COUNT = 4;

    /** How many access lists they use. */
    private static final int LISTS = 200;

    /** What writers do to each other's nodes; a server logs such a failed request as a transaction of its own. */
    private static final Set<KeeperException.Code> CLASHES = Set.of(
            KeeperException.Code.NONODE,
            KeeperException.Code.NODEEXISTS,
            KeeperException.Code.NOTEMPTY,
            KeeperException.Code.BADVERSION,
            KeeperException.Code.NOCHILDRENFOREPHEMERALS);

    private final ServerVersion version;
    private final Set<KeeperException.Code> forgiven;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean stopping;

    private Writers(ServerVersion version, Set<KeeperException.Code> forgiven) {
        this.version = version;
        this.forgiven = forgiven;
    }

    /** Starts writing; the seed decides what is written, though not how the writers interleave. */
    static Writers start(String servers, long seed) throws IOException, InterruptedException, KeeperException {
        return start(servers, ServerVersion.V3_9_5, seed);
    }

    /** The same without the kinds of requests that this version does not know. */
    static Writers start(String servers, ServerVersion version, long seed)
            throws IOException, InterruptedException, KeeperException {
        return new Writers(version, CLASHES).begin(servers, seed);
    }

    /**
     * The same, but a lost connection is nothing to stop for: servers will be restarted meanwhile, and not before there
     * is a snapshot that was begun after this returned. Every access list that is used stays in use by some node: for
     * one that comes into use while a snapshot is written, a server that starts from that snapshot may give out the
     * list's number anew, and then serves a wrong list itself (ZOOKEEPER-4689).
     */
    static Writers throughRestarts(String servers, ServerVersion version, long seed)
            throws IOException, InterruptedException, KeeperException {
        Set<KeeperException.Code> forgiven = EnumSet.of(KeeperException.Code.CONNECTIONLOSS);
        forgiven.addAll(CLASHES);
        try (Connection connection = Connection.superuser(servers)) {
            keepLists(connection.client(), version);
        }
        return new Writers(version, forgiven).begin(servers, seed);
    }

    private static void keepLists(ZooKeeper client, ServerVersion version)
            throws InterruptedException, KeeperException {
        if (client.exists("/lists", false) != null) {
            return;
        }
        client.create("/lists", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        for (int number = 0; number < LISTS; number++) {
            client.create("/lists/" + number, null, Population.acl(number, version), CreateMode.PERSISTENT);
        }
    }

    private Writers begin(String servers, long seed) throws IOException, InterruptedException, KeeperException {
        for (int number = 0; number < COUNT; number++) {
            Connection connection = Connection.superuser(servers);
            connections.add(connection);
            Writer writer = new Writer(connection.client(), servers, new Random(seed + number));
            writer.prepare("/busy/" + number + "-" + seed);
            Thread thread = new Thread(writer, "writer-" + number);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        return this;
    }

    /** How many changes the servers have confirmed so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Waits until this many more changes are confirmed. */
    void awaitMore(long changes) {
        long goal = acknowledged.get() + changes;
        Await.until("writers have written %,d changes".formatted(goal), Duration.ofSeconds(60), () -> {
            throwFailure();
            return acknowledged.get() >= goal;
        });
    }

    /** Stops writing and returns how many changes were confirmed; the writers' sessions stay open until close. */
    long stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while writers stop", interrupt);
            }
        }
        throwFailure();
        return acknowledged.get();
    }

    @Override
    public void close() {
        stopping = true;
        connections.forEach(Connection::close);
    }

    private void throwFailure() {
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("a writer failed", first);
        }
    }

    /** One client, with nodes of its own and some that it shares with the others. */
    private final class Writer implements Runnable {
        private static final int SHARED = 40;

        private final ZooKeeper client;
        private final String servers;
        private final Random random;
        private String own = "/";

        Writer(ZooKeeper client, String servers, Random random) {
            this.client = client;
            this.servers = servers;
            this.random = random;
        }

        void prepare(String folder) throws InterruptedException, KeeperException {
            own = folder;
            for (String path : List.of("/busy", "/busy/shared", folder)) {
                if (client.exists(path, false) == null) {
                    client.create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                }
            }
        }

        @Override
        public void run() {
            try {
                while (!stopping) {
                    step();
                }
            } catch (IOException | InterruptedException | KeeperException e) {
                if (!stopping) {
                    failure.compareAndSet(null, e);
                }
            }
        }

        private void step() throws IOException, InterruptedException, KeeperException {
            try {
                change(random.nextInt(100));
                acknowledged.incrementAndGet();
            } catch (KeeperException e) {
                if (!forgiven.contains(e.code())) {
                    throw e;
                }
            }
        }

        private void change(int dice) throws IOException, InterruptedException, KeeperException {
            if (dice < 25) {
                create(own + "/" + random.nextInt(500), CreateMode.PERSISTENT, -1);
            } else if (dice < 45) {
                client.setData(some(), data(), -1);
            } else if (dice < 57) {
                client.delete(some(), -1);
            } else if (dice < 65) {
                client.setACL(some(), Population.acl(random.nextInt(LISTS), version), -1);
            } else if (dice < 75) {
                recreate(some());
            } else if (dice < 85) {
                several();
            } else {
                rare(dice);
            }
        }

        private void rare(int dice) throws IOException, InterruptedException, KeeperException {
            if (dice < 89) {
                create(own + "/n-", CreateMode.PERSISTENT_SEQUENTIAL, -1);
            } else if (dice < 92) {
                create(shared() + "-e-", CreateMode.EPHEMERAL_SEQUENTIAL, -1);
            } else if (dice < 94 && version.knows(ServerVersion.Feature.TIME_TO_LIVE)) {
                create(
                        own + "/ttl-",
                        CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL,
                        random.nextBoolean() ? 500 : 3_600_000);
            } else if (dice < 97 && version.knows(ServerVersion.Feature.CONTAINERS)) {
                emptyContainer();
            } else if (dice < 99) {
                create(shared(), CreateMode.PERSISTENT, -1);
            } else {
                shortSession();
            }
        }

        /** Deleting and creating again gives a node whose counters all begin anew. */
        private void recreate(String path) throws InterruptedException, KeeperException {
            client.delete(path, -1);
            create(path, CreateMode.PERSISTENT, -1);
        }

        private void several() throws InterruptedException, KeeperException {
            String first = own + "/" + random.nextInt(500);
            String second = own + "/m-" + random.nextInt(50);
            Stat there = client.exists(second, false);
            List<Op> all = new ArrayList<>();
            if (there != null) {
                all.add(Op.check(second, there.getVersion()));
                all.add(Op.delete(second, there.getVersion()));
            }
            all.add(Op.create(second, data(), Population.acl(random.nextInt(LISTS), version), CreateMode.PERSISTENT));
            all.add(Op.setData(second, data(), -1));
            // Half of these meet a node that is not there, and the whole of it must then leave no trace.
            all.add(Op.setData(first, data(), -1));
            client.multi(all);
        }

        private void emptyContainer() throws InterruptedException, KeeperException {
            String container = own + "/c-" + random.nextInt(1_000_000);
            create(container, CreateMode.CONTAINER, -1);
            create(container + "/child", CreateMode.PERSISTENT, -1);
            if (random.nextBoolean()) {
                client.delete(container + "/child", -1);
            }
        }

        private void shortSession() throws IOException, InterruptedException, KeeperException {
            try (Connection guest = Connection.superuser(servers)) {
                guest.client()
                        .create(own + "/guest-", data(), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
            }
        }

        private void create(String path, CreateMode mode, long timeToLive)
                throws InterruptedException, KeeperException {
            List<ACL> acl = random.nextInt(3) == 0
                    ? Population.acl(random.nextInt(LISTS), version)
                    : ZooDefs.Ids.OPEN_ACL_UNSAFE;
            if (version.knows(ServerVersion.Feature.STAT_OF_CREATED)) {
                client.create(path, data(), acl, mode, new Stat(), timeToLive);
            } else {
                client.create(path, data(), acl, mode);
            }
        }

        private String some() {
            return random.nextInt(5) == 0 ? shared() : own + "/" + random.nextInt(500);
        }

        private String shared() {
            return "/busy/shared/" + random.nextInt(SHARED);
        }

        private byte @Nullable [] data() {
            int kind = random.nextInt(10);
            return kind == 0
                    ? null
                    : kind == 1 ? new byte[0] : ("value " + random.nextLong()).getBytes(StandardCharsets.UTF_8);
        }
    }
}
