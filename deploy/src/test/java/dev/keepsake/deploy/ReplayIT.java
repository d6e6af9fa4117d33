package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A backup comes back in an ensemble of three that runs and is blank: whole, or below a path of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ReplayIT {
    private static final int NODES = Integer.getInteger("keepsake.nodes", 2_000);
    private static final int KILLS = Integer.getInteger("keepsake.kills", 2);

    private final long seed = Long.getLong("keepsake.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private static Path work;

    private Keepsake keepsake;
    private Ensemble target;
    private NavigableMap<String, Node> truth;
    private Duration whole = Duration.ofSeconds(3);

    @BeforeAll
    void aBackupAndABlankEnsemble() throws Exception {
        System.out.printf("replay of %d nodes, seed %d%n", NODES, seed);
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        try (Ensemble source = Ensemble.start(
                        work.resolve("source"), 1, ServerSettings.standard().still());
                Population population = Population.fill(source.addresses(), NODES, random)) {
            locks(source.addresses());
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            keepsake.once(keepsake.configure(source.member(1)));
            truth = Sessions.drop(TreeDump.read(source.member(1).address()));
        }
        target = Ensemble.start(
                work.resolve("target"), 3, ServerSettings.standard().withContainerCheck(Duration.ofMillis(500)));
    }

    @AfterAll
    void stop() {
        if (target != null) {
            target.close();
        }
    }

    /** Parents that let nobody in, with children, and counters that stand higher than their children tell. */
    private static void locks(String servers) throws IOException, InterruptedException, KeeperException {
        List<ACL> locked =
                new ArrayList<>(List.of(new ACL(31, new Id("digest", "app:" + Connection.digest("app:secret")))));
        try (Connection connection = Connection.superuser(servers)) {
            ZooKeeper client = connection.client();
            client.create("/vault", "v".getBytes(UTF_8), locked, CreateMode.PERSISTENT);
            client.create("/vault/deeper", null, locked, CreateMode.PERSISTENT);
            client.create("/vault/deeper/leaf", "secret".getBytes(UTF_8), locked, CreateMode.PERSISTENT);
            client.create("/vault/deeper/own", null, locked, CreateMode.CONTAINER);
            client.create("/vault/deeper/own/child", null, Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.create("/lease", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 1_000);
            client.create("/lease/child", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.create("/vault/queue", null, locked, CreateMode.PERSISTENT);
            for (int i = 0; i < 30; i++) {
                client.create("/vault/queue/n-", null, locked, CreateMode.PERSISTENT_SEQUENTIAL);
                client.delete("/vault/queue/n-%010d".formatted(i), -1);
            }
        }
    }

    @Test
    @Order(1)
    void aBackupComesBackInARunningBlankEnsemble() throws Exception {
        long begun = System.nanoTime();
        Outcome outcome = keepsake.run(keepsake.replay(List.of(), target.addresses()));
        whole = Duration.ofNanos(System.nanoTime() - begun);
        System.out.println(outcome);
        outcome.orThrow();

        Comparison comparison = Comparer.compareSettable(truth, TreeDump.read(target.addresses()));
        assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
    }

    @Test
    @Order(2)
    void whatIsNotBlankIsRefusedAndNamed() throws Exception {
        Outcome again = keepsake.run(keepsake.replay(List.of(), target.addresses()));
        assertThat(again.exitCode()).as(again.toString()).isEqualTo(4);
        assertThat(again.messages()).contains("not blank", "--resume");

        try (Connection connection = Connection.superuser(target.addresses())) {
            connection.client().create("/other", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            Outcome foreign = keepsake.run(keepsake.replay(List.of(), target.addresses(), "--resume"));
            assertThat(foreign.exitCode()).as(foreign.toString()).isEqualTo(4);
            assertThat(foreign.messages()).contains("not blank", "1 znodes", "/other");
            connection.client().delete("/other", -1);
        }
        Outcome resumed = keepsake.run(keepsake.replay(List.of(), target.addresses(), "--resume"));
        assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
        // the znode that came and went counts
        assertThat(resumed.output()).contains("1 sequence counters stand higher than the source's", ": /\n");
        Comparison comparison = Comparer.compareSettable(truth, TreeDump.read(target.addresses()));
        assertThat(comparison.differences()).singleElement().asString().startsWith("/: cversion");
    }

    @Test
    @Order(3)
    void theNextSequentialChildHasTheNumberThatTheSourceWouldHaveGiven() throws Exception {
        try (Connection connection = Connection.superuser(target.addresses())) {
            for (String parent : List.of("/kinds/queue", "/vault/queue", "/kinds/childless")) {
                Stat source = Objects.requireNonNull(truth.get(parent)).stat();
                int next = (source.getCversion() + source.getNumChildren()) / 2;
                String made = connection
                        .client()
                        .create(parent + "/n-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
                assertThat(made).isEqualTo(parent + "/n-%010d".formatted(next));
            }
        }
    }

    @Test
    @Order(4)
    void containersAndTimesToLiveAreWhatTheyWere() throws Exception {
        try (Connection connection = Connection.superuser(target.addresses())) {
            ZooKeeper client = connection.client();
            for (String parent : List.of("/lease", "/vault/deeper/own")) {
                client.delete(parent + "/child", -1);
                Await.until(parent + " is gone", Duration.ofSeconds(20), () -> client.exists(parent, false) == null);
            }
        }
    }

    @Test
    @Order(5)
    void killedToolsAndKilledServersAreNoHarm() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            String chroot = "/round-" + kill;
            if (random.nextBoolean()) {
                killedTool(chroot);
            } else {
                killedServer(chroot);
            }
            NavigableMap<String, Node> expected = below("/round-" + kill, truth);
            NavigableMap<String, Node> found =
                    new TreeMap<>(TreeDump.read(target.addresses()).subMap(chroot, true, chroot + "0", false));
            Comparison comparison = Comparer.compareSettable(expected, found);
            assertThat(comparison.isEqual())
                    .as("round %d, seed %d: %s", kill, seed, comparison.report())
                    .isTrue();
        }
    }

    private List<String> command(String chroot, String... more) throws IOException {
        String connect = target.addresses() + chroot;
        return random.nextBoolean()
                ? keepsake.replay(List.of(), connect, more)
                : keepsake.replayAsAnybody(List.of(), connect, more);
    }

    private void killedTool(String chroot) throws Exception {
        Process process = keepsake.start(command(chroot), work.resolve("killed.out"), work.resolve("killed.err"));
        Await.pause(Duration.ofNanos((long) (whole.toNanos() * (0.3 + random.nextDouble()))));
        process.destroyForcibly();
        Children.join(process);
        Outcome outcome = keepsake.run(command(chroot, "--resume"));
        assertThat(outcome.exitCode()).as("seed " + seed + ": " + outcome).isZero();
    }

    private void killedServer(String chroot) throws Exception {
        Path errors = work.resolve("server-killed.err");
        Path output = work.resolve("server-killed.out");
        Process process = keepsake.start(command(chroot), output, errors);
        Await.pause(Duration.ofNanos((long) (whole.toNanos() * (0.3 + random.nextDouble() * 0.7))));
        Member member = target.member(1 + random.nextInt(3));
        member.kill();
        Await.pause(Duration.ofMillis(random.nextInt(500)));
        member.start();
        target.awaitServing();
        int exitCode = Children.join(process);
        assertThat(exitCode)
                .as("seed %d: %s%s", seed, Files.readString(output), Files.readString(errors))
                .isZero();
    }

    /** The same tree below a path: without what is the servers' own, and where its root has its place. */
    private static NavigableMap<String, Node> below(String chroot, NavigableMap<String, Node> tree) {
        NavigableMap<String, Node> moved = new TreeMap<>();
        tree.forEach((path, node) -> {
            if (!path.equals("/zookeeper") && !path.startsWith("/zookeeper/")) {
                moved.put(path.equals("/") ? chroot : chroot + path, path.equals("/") ? root(node) : node);
            }
        });
        return moved;
    }

    /** Without its child {@code /zookeeper}, which was never created. */
    private static Node root(Node root) {
        Stat old = root.stat();
        Stat stat = new Stat();
        stat.setDataLength(old.getDataLength());
        stat.setNumChildren(old.getNumChildren() - 1);
        stat.setCversion(old.getCversion() + 1);
        return new Node(root.data(), root.acl(), stat);
    }
}
