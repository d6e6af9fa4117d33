package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Servers run, and what they hold is not what it should be. */
final class StateDisasters {
    private StateDisasters() {}

    /** Of what was deleted all is there again, and of what others wrote meanwhile nothing is lost. */
    static void subtreeDeleted(Stage stage) throws Exception {
        stage.backUp(1);
        NavigableMap<String, Node> before;
        try (Connection connection = Connection.superuser(stage.ensemble().addresses())) {
            // behind the backup, and before the disaster
            Stat last = connection.client().setData("/kinds/binary", new byte[] {7}, -1);
            stage.set("WHEN", Instant.ofEpochMilli(last.getMtime()).toString());
            before = TreeDump.read(stage.ensemble().addresses());
            delete(connection.client(), "/kinds");
            connection.client().create("/others", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        stage.set("GONE", "/kinds");

        stage.follow("subtree-deleted");

        NavigableMap<String, Node> after = TreeDump.read(stage.ensemble().addresses());
        assertThat(after).containsKey("/others");
        requireSame(below(before, "/kinds"), below(after, "/kinds"));
    }

    /** Changed, created and deleted by mistake, and put right beside what others wrote elsewhere. */
    static void wrongDataWritten(Stage stage) throws Exception {
        stage.backUp(1);
        NavigableMap<String, Node> before;
        try (Connection connection = Connection.superuser(stage.ensemble().addresses())) {
            ZooKeeper client = connection.client();
            Stat last = client.setData("/kinds/binary", new byte[] {7}, -1);
            stage.set("WHEN", Instant.ofEpochMilli(last.getMtime()).toString());
            before = TreeDump.read(stage.ensemble().addresses());
            client.setData("/kinds/binary", "wrong".getBytes(UTF_8), -1);
            client.setData("/kinds/counters", "-1".getBytes(UTF_8), -1);
            client.create("/kinds/unwanted", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.delete("/kinds/childless", -1);
            client.create("/others", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        stage.set("WRONG", "/kinds");

        stage.follow("wrong-data-written");

        NavigableMap<String, Node> after = TreeDump.read(stage.ensemble().addresses());
        assertThat(after).containsKey("/others");
        requireSame(below(before, "/kinds"), below(after, "/kinds"));
    }

    /** A blank ensemble becomes what production has, and production notices nothing. */
    static void cloneForStaging(Stage stage) throws Exception {
        stage.backUp(1);
        NavigableMap<String, Node> production = TreeDump.read(stage.ensemble().addresses());
        try (Ensemble staging = Ensemble.start(
                stage.work().resolve("staging"), 1, ServerSettings.standard().still())) {
            stage.set("STAGING", staging.addresses());

            stage.follow("clone-for-staging");

            Comparison comparison =
                    Comparer.compareSettable(Sessions.drop(production), TreeDump.read(staging.addresses()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
        }
        Comparison same =
                Comparer.compare(production, TreeDump.read(stage.ensemble().addresses()));
        assertThat(same.isEqual()).as(same.report()).isTrue();
    }

    /** Deletes a znode with everything below it, deepest first. */
    static void delete(ZooKeeper client, String path) throws Exception {
        List<String> paths = new ArrayList<>(List.of(path));
        for (int i = 0; i < paths.size(); i++) {
            String parent = paths.get(i);
            client.getChildren(parent, false).forEach(child -> paths.add(parent + "/" + child));
        }
        for (int i = paths.size() - 1; i >= 0; i--) {
            client.delete(paths.get(i), -1);
        }
    }

    /** All but zxids, times and versions, which no client can set, and the numbers of children that ever were. */
    private static void requireSame(NavigableMap<String, Node> expected, NavigableMap<String, Node> found) {
        Comparison comparison = Comparer.compareSettable(expected, found);
        assertThat(comparison.differences())
                .filteredOn(line -> !line.contains(": cversion "))
                .isEmpty();
        assertThat(comparison.nodes()).isGreaterThan(50);
    }

    static NavigableMap<String, Node> below(NavigableMap<String, Node> tree, String path) {
        NavigableMap<String, Node> below = new TreeMap<>(tree);
        below.keySet().removeIf(node -> !node.equals(path) && !node.startsWith(path + "/"));
        return below;
    }
}
