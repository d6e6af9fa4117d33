package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.jspecify.annotations.Nullable;

/**
 * Fills a tree with every kind of node that ZooKeeper knows; the ephemeral ones live until this is closed. One session's
 * requests are done in their order, so a child may be asked for before the answer about its parent is there.
 */
final class Population implements AutoCloseable {
    /** The most that fits with its request into the 1 MB that a server accepts by default. */
    static final int LARGEST = 0xfffff - 1_000;

    /** How many levels the deepest branch has. */
    static final int DEPTH = 200;

    private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;

    private static final int WIDEST = 20_000;
    private static final long HOUR = 3_600_000;

    private final Connection connection;
    private final ServerVersion version;
    private final ZooKeeper client;
    private final Random random;
    private final Pipeline pipeline = new Pipeline();
    private int created;

    private Population(Connection connection, ServerVersion version, Random random) {
        this.connection = connection;
        this.version = version;
        this.client = connection.client();
        this.random = random;
    }

    /** Creates this many nodes, or a few more, on servers of the newest version. */
    static Population fill(String servers, int nodes, Random random)
            throws IOException, InterruptedException, KeeperException {
        return fill(servers, ServerVersion.V3_9_5, nodes, random);
    }

    /** The same without the kinds of nodes that this version does not know. */
    static Population fill(String servers, ServerVersion version, int nodes, Random random)
            throws IOException, InterruptedException, KeeperException {
        Population population = new Population(Connection.superuser(servers), version, random);
        try {
            population.fill(nodes);
            return population;
        } catch (InterruptedException | KeeperException e) {
            population.close();
            throw e;
        }
    }

    /** How many children the widest of this many nodes has. */
    static int width(int nodes) {
        return Math.min(WIDEST, nodes / 2);
    }

    /** How many nodes were created and not deleted again. */
    int size() {
        return created;
    }

    @Override
    public void close() {
        connection.close();
    }

    private void fill(int nodes) throws InterruptedException, KeeperException {
        create("/kinds", null);
        values();
        counters();
        sequences(Math.min(1_000, nodes / 50));
        owners();
        permissions(Math.min(500, nodes / 20));
        deep();
        wide(width(nodes));
        pipeline.drain();
        quotas();
        services(nodes);
        pipeline.drain();
    }

    private void values() throws InterruptedException, KeeperException {
        create("/kinds/null", null);
        create("/kinds/empty", new byte[0]);
        create("/kinds/null-after-data", bytes(10));
        set("/kinds/null-after-data", null);
        create("/kinds/large", bytes(LARGEST));
        create("/kinds/binary", bytes(1_000));
        create("/kinds/łódź", text("ünïcödé"));
        create("/kinds/łódź/東京 駅", text("データ 𝄞 \0 end"));
        create("/kinds/łódź/with space, \"quotes\" and %41", text("{}"));
    }

    private void counters() throws InterruptedException, KeeperException {
        create("/kinds/counters", text("0"));
        for (int i = 1; i <= 20; i++) {
            set("/kinds/counters", text(Integer.toString(i)));
        }
        for (int i = 1; i <= 5; i++) {
            setAcl("/kinds/counters", i % 2 == 0 ? OPEN : acl(i));
        }
        create("/kinds/recreated", text("first"));
        set("/kinds/recreated", text("more"));
        delete("/kinds/recreated");
        create("/kinds/recreated", text("second"));
        create("/kinds/childless", text("had children once"));
        for (int i = 0; i < 7; i++) {
            create("/kinds/childless/" + i, null);
            delete("/kinds/childless/" + i);
        }
    }

    private void sequences(int count) throws InterruptedException, KeeperException {
        create("/kinds/queue", null);
        for (int i = 0; i < count; i++) {
            create("/kinds/queue/task-", text("task " + i), OPEN, CreateMode.PERSISTENT_SEQUENTIAL, -1);
        }
        // The next number must survive even though the nodes with the last numbers do not.
        for (int i = 0; i < count; i++) {
            if (i % 3 == 0 || i > count - 5) {
                delete("/kinds/queue/task-%010d".formatted(i));
            }
        }
    }

    private void owners() throws InterruptedException, KeeperException {
        create("/kinds/members", null);
        for (int i = 0; i < 20; i++) {
            create("/kinds/members/" + i, text("here"), OPEN, CreateMode.EPHEMERAL, -1);
            create("/kinds/members/n-", null, acl(i), CreateMode.EPHEMERAL_SEQUENTIAL, -1);
        }
        create("/kinds/members-gone", null);
        create("/kinds/members-gone/x", null, OPEN, CreateMode.EPHEMERAL, -1);
        delete("/kinds/members-gone/x");
        if (version.knows(ServerVersion.Feature.TIME_TO_LIVE)) {
            leases();
        }
        if (version.knows(ServerVersion.Feature.CONTAINERS)) {
            containers();
        }
    }

    private void leases() throws InterruptedException, KeeperException {
        create("/kinds/leases", null);
        for (int i = 0; i < 20; i++) {
            create("/kinds/leases/" + i, text("lease"), OPEN, CreateMode.PERSISTENT_WITH_TTL, (i + 1) * HOUR);
            create("/kinds/leases/n-", null, OPEN, CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, HOUR);
        }
    }

    private void containers() throws InterruptedException, KeeperException {
        create("/kinds/container-in-use", text("container"), OPEN, CreateMode.CONTAINER, -1);
        create("/kinds/container-in-use/child", text("child"));
        create("/kinds/container-in-use/own", null, OPEN, CreateMode.CONTAINER, -1);
        create("/kinds/container-never-used", null, OPEN, CreateMode.CONTAINER, -1);
    }

    private void permissions(int count) throws InterruptedException, KeeperException {
        create("/kinds/locked", text("for one reader alone"), acl(1), CreateMode.PERSISTENT, -1);
        create("/kinds/public", text("to read"), ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT, -1);
        create("/kinds/permissions", null);
        for (int i = 0; i < count; i++) {
            create("/kinds/permissions/" + i, text("of its own"), acl(i), CreateMode.PERSISTENT, -1);
        }
        for (int i = 0; i < count; i += 3) {
            setAcl("/kinds/permissions/" + i, acl(i + count));
        }
    }

    private void deep() throws InterruptedException, KeeperException {
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < DEPTH; level++) {
            create(path.append("/deep").toString(), text("level " + level));
        }
    }

    private void wide(int count) throws InterruptedException, KeeperException {
        create("/wide", text("many children"));
        for (int i = 0; i < count; i++) {
            create("/wide/child-" + i, i % 3 == 0 ? null : bytes(i % 40));
        }
    }

    private void quotas() throws InterruptedException, KeeperException {
        create("/kinds/limited", text("quota"));
        create("/kinds/limited/a", bytes(100));
        create("/zookeeper/quota/kinds", null);
        create("/zookeeper/quota/kinds/limited", null);
        create("/zookeeper/quota/kinds/limited/zookeeper_limits", text("count=100000,bytes=100000000"));
        create("/zookeeper/quota/kinds/limited/zookeeper_stats", text("count=0,bytes=0"));
        create("/kinds/limited/b", bytes(50));
        create("/kinds/limited/c", bytes(5));
        delete("/kinds/limited/c");
        set("/kinds/limited/a", bytes(7));
    }

    private void services(int nodes) throws InterruptedException, KeeperException {
        create("/services", null);
        List<String> parents = new ArrayList<>(List.of("/services"));
        for (int i = 0; created < nodes; i++) {
            String path = parents.get(random.nextInt(parents.size())) + "/service-" + i;
            create(
                    path,
                    bytes(random.nextInt(300)),
                    random.nextInt(4) == 0 ? acl(random.nextInt(50)) : OPEN,
                    CreateMode.PERSISTENT,
                    -1);
            if (random.nextInt(10) == 0) {
                parents.add(path);
            }
            if (random.nextInt(5) == 0) {
                set(path, bytes(random.nextInt(300)));
            }
        }
    }

    /** A list of permissions of its own for every number, over all schemes and combinations. */
    static List<ACL> acl(int number, ServerVersion version) {
        List<ACL> acl = new ArrayList<>();
        acl.add(new ACL(
                ZooDefs.Perms.ALL,
                new Id("digest", "user-" + number + ":" + Connection.digest("user-" + number + ":secret"))));
        if (number % 2 == 0) {
            acl.add(new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE));
        }
        if (number % 3 == 0) {
            acl.add(new ACL(
                    1 + number % 31,
                    new Id(
                            "ip",
                            "10." + number / 250 % 250 + "." + number % 250 + ".0"
                                    + (version.knows(ServerVersion.Feature.ADDRESS_RANGES) ? "/24" : ""))));
        }
        return acl;
    }

    private List<ACL> acl(int number) {
        return acl(number, version);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void create(String path, byte @Nullable [] data) throws InterruptedException, KeeperException {
        create(path, data, OPEN, CreateMode.PERSISTENT, -1);
    }

    private void create(String path, byte @Nullable [] data, List<ACL> acl, CreateMode mode, long timeToLive)
            throws InterruptedException, KeeperException {
        pipeline.begin();
        created++;
        if (version.knows(ServerVersion.Feature.STAT_OF_CREATED)) {
            client.create(
                    path,
                    data,
                    acl,
                    mode,
                    (code, asked, context, name, stat) -> pipeline.end(code, path),
                    null,
                    timeToLive);
        } else {
            client.create(path, data, acl, mode, (code, asked, context, name) -> pipeline.end(code, path), null);
        }
    }

    private void set(String path, byte @Nullable [] data) throws InterruptedException, KeeperException {
        pipeline.begin();
        client.setData(path, data, -1, (code, asked, context, stat) -> pipeline.end(code, path), null);
    }

    private void setAcl(String path, List<ACL> acl) throws InterruptedException, KeeperException {
        pipeline.begin();
        client.setACL(path, acl, -1, (code, asked, context, stat) -> pipeline.end(code, path), null);
    }

    private void delete(String path) throws InterruptedException, KeeperException {
        pipeline.begin();
        created--;
        client.delete(path, -1, (code, asked, context) -> pipeline.end(code, path), null);
    }
}
