package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subtree comes back into an ensemble that is in use: beside those who use it, and it can be taken back. */
final class SubtreeIT {
    private static final int NODES = Integer.getInteger("keepsake.nodes", 800);
    private static final int KILLS = Integer.getInteger("keepsake.kills", 1);
    private static final List<ACL> LOCKED =
            new ArrayList<>(List.of(new ACL(31, new Id("digest", "app:" + Connection.digest("app:secret")))));

    private final long seed = Long.getLong("keepsake.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path work;

    @Test
    void aSubtreeComesBackBesideItsUsersAndCanBeTakenBack() throws Exception {
        System.out.printf("subtree of %d nodes, seed %d%n", NODES, seed);
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        try (Ensemble ensemble = Ensemble.start(
                        work.resolve("servers"), 3, ServerSettings.standard().still());
                Connection connection = Connection.superuser(ensemble.addresses())) {
            fill(connection.client());
            NavigableMap<String, Node> truth = TreeDump.read(ensemble.addresses());
            String id = keepsake.once(keepsake.configure(ensemble.member(1)));
            damage(connection.client());
            NavigableMap<String, Node> before = TreeDump.read(ensemble.addresses());

            plansAndMovesAside(keepsake, ensemble, id, truth, before);
            isTakenBackAfterAKill(keepsake, ensemble, id, before);
            isRestoredAndTakenBack(keepsake, ensemble, id, truth, before);
            leavesWhatOthersWrite(keepsake, ensemble, id, truth);
        }
    }

    @Test
    @Tag("long")
    void ensemblesOf35AreServedToo() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        ServerSettings settings = ServerSettings.of(ServerVersion.V3_5_10).still();
        try (Ensemble ensemble = Ensemble.start(work.resolve("servers"), 1, settings);
                Connection connection = Connection.superuser(ensemble.addresses())) {
            fill(connection.client());
            NavigableMap<String, Node> truth = TreeDump.read(ensemble.addresses());
            String id = keepsake.once(keepsake.configure(ensemble.member(1)));
            damage(connection.client());
            NavigableMap<String, Node> before = TreeDump.read(ensemble.addresses());

            isRestoredAndTakenBack(keepsake, ensemble, id, truth, before);
        }
    }

    private static void plansAndMovesAside(
            Keepsake keepsake,
            Ensemble ensemble,
            String id,
            NavigableMap<String, Node> truth,
            NavigableMap<String, Node> before)
            throws Exception {
        String said = keepsake.run(keepsake.subtree(id, ensemble.addresses(), "--plan"))
                .orThrow()
                .output();
        assertThat(said).contains("to create (+)", "ephemeral znodes of now stay", "… and ", "-o json has all");
        requireSame(before, TreeDump.read(ensemble.addresses()), Set.of());

        Outcome refused = keepsake.run(keepsake.subtree(id, ensemble.addresses()));
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.messages()).contains("--yes", "--plan");

        keepsake.run(keepsake.subtree(id, ensemble.addresses(), "--to", "/aside", "--yes", "--undo-file", "aside.undo"))
                .orThrow();
        NavigableMap<String, Node> aside = new TreeMap<>();
        below(TreeDump.read(ensemble.addresses()), "/aside")
                .forEach((path, node) -> aside.put("/app" + path.substring("/aside".length()), node));
        requireSame(lasting(below(truth, "/app")), aside, Set.of());
        assertThat(Files.getPosixFilePermissions(keepsake.work().resolve("aside.undo")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        keepsake.run(keepsake.undo("aside.undo", ensemble.addresses())).orThrow();
        requireSame(before, TreeDump.read(ensemble.addresses()), Set.of());
    }

    private void isTakenBackAfterAKill(
            Keepsake keepsake, Ensemble ensemble, String id, NavigableMap<String, Node> before) throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            String undo = "killed-" + kill + ".undo";
            Path file = keepsake.work().resolve(undo);
            Process process = keepsake.start(
                    keepsake.subtree(id, ensemble.addresses(), "--yes", "--undo-file", undo),
                    work.resolve("out"),
                    work.resolve("err"));
            Await.until(
                    "it writes to the ensemble",
                    Duration.ofMinutes(1),
                    () -> Files.readString(file).contains("\"unit\"") || !process.isAlive());
            Await.pause(Duration.ofMillis(random.nextInt(30)));
            process.destroyForcibly().waitFor();

            Outcome undone = keepsake.run(keepsake.undo(undo, ensemble.addresses()));

            System.out.printf("kill %d: %s%n", kill, undone.output().lines().toList());
            assertThat(undone.exitCode()).as(undone.toString()).isZero();
            requireSame(before, TreeDump.read(ensemble.addresses()), Set.of());
        }
    }

    private static void isRestoredAndTakenBack(
            Keepsake keepsake,
            Ensemble ensemble,
            String id,
            NavigableMap<String, Node> truth,
            NavigableMap<String, Node> before)
            throws Exception {
        long begun = System.nanoTime();
        String said = keepsake.run(keepsake.subtree(id, ensemble.addresses(), "--yes", "--undo-file", "quiet.undo"))
                .orThrow()
                .output();
        System.out.printf(
                "restored in %d ms: %s%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                said.lines().filter(line -> line.startsWith("changes")).toList());
        NavigableMap<String, Node> after = TreeDump.read(ensemble.addresses());
        requireSame(lasting(below(truth, "/app")), lasting(below(after, "/app")), Set.of());
        assertThat(after).containsKey("/app/alive");
        requireSame(without(before, "/app"), without(after, "/app"), Set.of());
        assertThat(keepsake.run(keepsake.subtree(id, ensemble.addresses(), "--yes"))
                        .orThrow()
                        .output())
                .contains("nothing to do");

        keepsake.run(keepsake.undo("quiet.undo", ensemble.addresses())).orThrow();

        requireSame(before, TreeDump.read(ensemble.addresses()), Set.of());
    }

    /** Others write to the very znodes that are restored, and make new ones among them. */
    private static void leavesWhatOthersWrite(
            Keepsake keepsake, Ensemble ensemble, String id, NavigableMap<String, Node> truth) throws Exception {
        NavigableMap<String, Node> before = TreeDump.read(ensemble.addresses());
        JsonNode report;
        NavigableMap<String, Node> after;
        Users users = Users.start(
                ensemble.addresses(), List.copyOf(below(truth, "/app").keySet()), 4);
        try {
            Outcome outcome = keepsake.run(
                    keepsake.subtree(id, ensemble.addresses(), "--yes", "--undo-file", "busy.undo", "-o", "json"));
            assertThat(outcome.exitCode()).as(outcome.messages()).isIn(0, 7);
            report = new ObjectMapper().readTree(outcome.output());
        } finally {
            users.close();
        }
        after = TreeDump.read(ensemble.addresses());
        Set<String> said = paths(report.path("conflicts"));
        said.addAll(paths(report.path("overwritten")));
        System.out.printf(
                "%d writes of others to %d znodes; applied %s, %d conflicts, overwritten %s%n",
                users.count(),
                users.last().size(),
                report.path("applied"),
                report.path("conflicts").size(),
                report.path("overwritten"));

        users.requireUnharmed(after, said, seen(report.path("changes")));
        Set<String> touched = new HashSet<>(users.last().keySet());
        requireSame(lasting(below(truth, "/app")), lasting(below(after, "/app")), above(touched, said));

        Outcome undone = keepsake.run(keepsake.undo("busy.undo", ensemble.addresses(), "-o", "json"));
        assertThat(undone.exitCode()).as(undone.toString()).isIn(0, 7);
        JsonNode taken = new ObjectMapper().readTree(undone.output());
        said.addAll(paths(taken.path("conflicts")));
        requireSame(before, TreeDump.read(ensemble.addresses()), above(touched, said));
        users.requireUnharmed(TreeDump.read(ensemble.addresses()), said, seen(report.path("changes")));
    }

    /** What somebody touched, or was told of; and what is above that, which may have had to stay. */
    private static Set<String> above(Set<String> touched, Set<String> said) {
        Set<String> all = new HashSet<>(said);
        for (String path : touched) {
            for (String up = path; up.length() > 1; up = up.substring(0, up.lastIndexOf('/'))) {
                all.add(up);
            }
        }
        return all;
    }

    private static Set<String> paths(JsonNode list) {
        Set<String> paths = new HashSet<>();
        list.forEach(one -> paths.add(one.path("path").asText()));
        return paths;
    }

    /** Which state of each znode the plan saw, and had in its undo file. */
    private static Map<String, Long> seen(JsonNode changes) {
        Map<String, Long> seen = new HashMap<>();
        changes.forEach(change -> {
            if (change.path("from").isObject()) {
                seen.put(
                        change.path("path").asText(),
                        Long.parseLong(
                                change.path("from").path("mzxid").asText().substring(2), 16));
            }
        });
        return seen;
    }

    private static void requireSame(
            NavigableMap<String, Node> expected, NavigableMap<String, Node> found, Set<String> except) {
        List<String> different = new ArrayList<>();
        Set<String> paths = new HashSet<>(expected.keySet());
        paths.addAll(found.keySet());
        paths.removeAll(except);
        for (String path : paths) {
            Node one = expected.get(path);
            Node other = found.get(path);
            boolean same = one != null
                    && other != null
                    && one.acl().equals(other.acl())
                    && Objects.equals(one.data(), other.data())
                    && one.stat().getEphemeralOwner() == other.stat().getEphemeralOwner();
            if (!same) {
                different.add(path + ": " + one + " but " + other);
            }
        }
        assertThat(different).isEmpty();
    }

    private static NavigableMap<String, Node> below(NavigableMap<String, Node> tree, String path) {
        NavigableMap<String, Node> below = new TreeMap<>(tree);
        below.keySet().removeIf(node -> !node.equals(path) && !node.startsWith(path + "/"));
        return below;
    }

    private static NavigableMap<String, Node> without(NavigableMap<String, Node> tree, String path) {
        NavigableMap<String, Node> rest = new TreeMap<>(tree);
        rest.keySet().removeAll(below(tree, path).keySet());
        return rest;
    }

    private static NavigableMap<String, Node> lasting(NavigableMap<String, Node> tree) {
        NavigableMap<String, Node> lasting = new TreeMap<>(tree);
        lasting.values().removeIf(Node::isEphemeral);
        return lasting;
    }

    /** Below {@code /app}: plain znodes three levels deep, some locked, and one of each kind. */
    private void fill(ZooKeeper client) throws KeeperException, InterruptedException {
        client.create("/beside", "beside".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create("/app", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        Pipeline pipeline = new Pipeline();
        for (int i = 0; i < NODES; i++) {
            String path = path(i);
            byte[] data = new byte[random.nextInt(300)];
            random.nextBytes(data);
            pipeline.begin();
            client.create(
                    path,
                    i % 7 == 0 ? null : data,
                    i % 9 == 0 ? LOCKED : Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT,
                    (code, same, context, name) -> pipeline.end(code, same),
                    null);
        }
        pipeline.drain();
        client.create("/app/container", null, LOCKED, CreateMode.CONTAINER);
        client.create("/app/container/child", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create("/app/lease", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 86_400_000);
        client.create("/app/gone", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    }

    /** Twenty, ten below each of them, and the rest below those. */
    private static String path(int i) {
        if (i < 20) {
            return "/app/n" + i;
        }
        return i < 220 ? path((i - 20) % 20) + "/m" + i : path(20 + (i - 220) % 200) + "/o" + i;
    }

    /** Deletes, changes, locks, and makes others, an ephemeral one among them. */
    private void damage(ZooKeeper client) throws KeeperException, InterruptedException {
        client.delete("/app/gone", -1);
        client.create("/app/alive", "here".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        List<String> paths = new ArrayList<>();
        collect(client, "/app/n0", paths);
        collect(client, "/app/n1", paths);
        collect(client, "/app/container", paths);
        for (int i = paths.size() - 1; i >= 0; i--) {
            client.delete(paths.get(i), -1);
        }
        client.delete("/app/lease", -1);
        for (int i = 2; i < 20; i++) {
            for (String child : client.getChildren("/app/n" + i, false)) {
                String path = "/app/n" + i + "/" + child;
                switch (random.nextInt(4)) {
                    case 0 -> client.setData(path, "damaged".getBytes(UTF_8), -1);
                    case 1 -> client.setACL(path, Ids.READ_ACL_UNSAFE, -1);
                    case 2 -> client.create(path + "/new", null, LOCKED, CreateMode.PERSISTENT);
                    default -> {}
                }
            }
        }
    }

    private static void collect(ZooKeeper client, String path, List<String> paths)
            throws KeeperException, InterruptedException {
        paths.add(path);
        for (String child : client.getChildren(path, false)) {
            collect(client, path + "/" + child, paths);
        }
    }
}
