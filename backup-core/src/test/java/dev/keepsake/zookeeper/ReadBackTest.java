package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seeded server of ZooKeeper's own is read back, against the tree it was seeded with and against others. */
final class ReadBackTest {

    private static final List<Acl> READ = List.of(new Acl(1, "world", "anyone"), new Acl(31, "ip", "127.0.0.1"));

    @TempDir
    private Path directory;

    @Test
    void whatWasSeededIsReadBackAndEveryOtherTreeIsTold() throws Exception {
        Seedings.seed(tree(), Seedings.options(directory, Optional.of("3.9.5"), false));
        ZooKeeperServer server = new ZooKeeperServer(directory.toFile(), directory.toFile(), 2_000);
        ServerCnxnFactory factory =
                ServerCnxnFactory.createFactory(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        try {
            factory.startup(server);
            InetSocketAddress address = factory.getLocalAddress();

            assertThat(read(address, tree -> tree)).isEmpty();
            assertThat(read(address, tree -> Altered.at(tree, "/a", (path, node) -> Altered.withAcl(node, Acl.OPEN))))
                    .singleElement()
                    .asString()
                    .startsWith("/a: access list should be [world:anyone:31] but is [world:anyone:1, ip:127.0.0.1:31]");
            assertThat(read(address, tree -> Altered.at(tree, "/empty", (path, node) -> Altered.withData(node, null))))
                    .containsExactly("/empty: data should be null but is 0 bytes");
            assertThat(read(
                            address,
                            tree -> Altered.at(tree, "/null", (path, node) -> Altered.withData(node, new byte[0]))))
                    .containsExactly("/null: data should be 0 bytes but is null");
            assertThat(read(address, tree -> Altered.at(tree, "/a", (path, node) -> Altered.raised(node, 0, 0, 1, 0))))
                    .singleElement()
                    .asString()
                    .startsWith("/a: cversion should be ");
            assertThat(read(
                            address,
                            tree -> Altered.at(tree, "/a/b", (path, node) -> Altered.raised(node, 0, 0, 0, 1))))
                    .hasSize(1);
            assertThat(read(
                            address,
                            tree -> Altered.at(tree, "/a/b", (path, node) -> Altered.raised(node, 0, 1, 0, 0))))
                    .hasSize(1);
            assertThat(read(address, tree -> Altered.at(tree, "/a/b", (path, node) -> null)))
                    .as("a znode too many")
                    .anyMatch(problem -> problem.equals("/a: numChildren should be 0 but is 1"));
            assertThat(read(address, tree -> {
                        tree.znode("/more", null, -1, Seedings.stat(Owner.NOBODY));
                        return tree;
                    }))
                    .as("a znode that is missing")
                    .contains("/more: there should be true but is false");
            assertThat(read(
                            address,
                            tree -> Altered.copy(
                                    tree,
                                    (path, node) ->
                                            path.matches("/many[0-6]") ? Altered.raised(node, 1, 0, 0, 0) : node)))
                    .hasSize(6)
                    .last()
                    .isEqualTo("and 2 more");
        } finally {
            factory.shutdown();
            server.shutdown();
        }
    }

    private interface Change {
        ZnodeTree to(ZnodeTree tree) throws Exception;
    }

    private static List<String> read(InetSocketAddress address, Change change) throws Exception {
        ZnodeTree tree = change.to(tree());
        try (DrillClient client = DrillClient.connect(address).orElseThrow()) {
            ReadBack reading = new ReadBack(client);
            reading.compare(tree);
            assertThat(reading.fields()).isGreaterThan(12 * 300);
            return reading.problems();
        }
    }

    /** More znodes than are asked for at once. */
    private static ZnodeTree tree() throws Exception {
        ZnodeTree tree = new ZnodeTree();
        tree.acl(1, READ);
        ZnodeStat stat = Seedings.stat(Owner.NOBODY);
        tree.znode("", new byte[0], -1, stat);
        tree.znode("/a", new byte[] {1}, 1, stat);
        tree.znode("/a/b", new byte[] {1}, -1, stat);
        tree.znode("/container", null, -1, Seedings.stat(Owner.CONTAINER));
        tree.znode("/empty", new byte[0], -1, stat);
        for (int i = 0; i < 300; i++) {
            tree.znode("/many" + i, new byte[i], -1, stat);
        }
        tree.znode("/null", null, -1, stat);
        tree.znode("/zookeeper", null, -1, stat);
        tree.znode("/zookeeper/quota", null, -1, stat);
        return tree;
    }
}
