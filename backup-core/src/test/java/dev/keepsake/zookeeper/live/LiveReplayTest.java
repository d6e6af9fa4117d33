package dev.keepsake.zookeeper.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.PastZnode.Kind;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveReplayTest {

    private static final ReplayOptions NEW = new ReplayOptions(false, true);
    private static final ReplayOptions RESUME = new ReplayOptions(true, true);
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<String> LOCKED = List.of("digest:" + digest("app:app") + ":cdrwa");

    @TempDir
    private static Path work;

    private OneServer server;
    private LiveEnsemble whole;
    private int chroots;

    @BeforeAll
    void start() throws Exception {
        System.setProperty("zookeeper.extendedTypesEnabled", "true");
        server = new OneServer(work);
        whole = LiveEnsemble.connect(LiveSettings.of(server.address()));
    }

    @AfterAll
    void stop() {
        System.clearProperty("zookeeper.extendedTypesEnabled");
        whole.close();
        server.close();
    }

    /** A blank one each time: below a path that is not there yet. */
    private LiveEnsemble blank() throws IOException {
        return LiveEnsemble.connect(LiveSettings.of(server.address() + "/blank-" + chroots++));
    }

    private static Replayed replay(LiveEnsemble target, MadeTree tree, ReplayOptions options) throws IOException {
        return LiveReplay.prepare(target, tree, options).apply((what, done, total) -> {});
    }

    @Test
    void whatIsOddComesBackAsItWas() throws Exception {
        MadeTree tree = new MadeTree()
                .with("/null", null)
                .with("/empty", new byte[0])
                .with("/large", new byte[LiveEnsemble.DEFAULT_MAX_BUFFER - 100])
                .with("/łódź", "x".getBytes(UTF_8))
                .with("/łódź/東京 駅\"'%41", new byte[] {0, 1, 2});
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < 40; level++) {
            tree.with(path.append("/deep").toString(), new byte[level]);
        }
        try (LiveEnsemble target = blank()) {
            Replayed done = replay(target, tree, NEW);

            assertThat(done.problems()).isEmpty();
            ZooKeeper client = target.client();
            assertThat(client.getData("/null", false, null)).isNull();
            assertThat(client.getData("/empty", false, null)).isEmpty();
            assertThat(client.getData("/large", false, null)).hasSize(LiveEnsemble.DEFAULT_MAX_BUFFER - 100);
            assertThat(client.getData("/łódź/東京 駅\"'%41", false, null)).containsExactly(0, 1, 2);
            assertThat(client.getData(path.toString(), false, null)).hasSize(39);
        }
    }

    @Test
    void aParentOfManyChildrenComesBack() throws Exception {
        int children = Boolean.getBoolean("keepsake.long") ? 100_000 : 3_000;
        MadeTree tree = new MadeTree().with("/wide", null);
        for (int i = 0; i < children; i++) {
            tree.with("/wide/child-number-" + i, new byte[i % 7]);
        }
        try (LiveEnsemble target = blank()) {
            Replayed done = replay(target, tree, NEW);

            assertThat(done.problems()).isEmpty();
            assertThat(target.client().exists("/wide", false).getNumChildren()).isEqualTo(children);
            assertThat(target.client().getData("/wide/child-number-" + (children - 1), false, null))
                    .hasSize((children - 1) % 7);
        }
    }

    @Test
    void lockedParentsAndTheirCountersComeBackToo() throws Exception {
        MadeTree tree = new MadeTree()
                .with("/vault", null, LOCKED, Kind.PERSISTENT, 17)
                .with("/vault/leaf", "secret".getBytes(UTF_8), LOCKED, Kind.PERSISTENT, 0)
                .with("/vault/queue", null, LOCKED, Kind.PERSISTENT, 5_000);
        try (LiveEnsemble target = blank()) {
            Replayed done = replay(target, tree, NEW);

            assertThat(done.problems()).isEmpty();
            assertThat(done.notes()).anyMatch(note -> note.startsWith("3 znodes do not let this session read them"));
            ZooKeeper owner = target.client();
            owner.addAuthInfo("digest", "app:app".getBytes(UTF_8));
            assertThat(owner.getACL("/vault/queue", new Stat())).isEqualTo(new AccessList().of(LOCKED));
            assertThat(sequential(owner, "/vault/queue")).isEqualTo("/vault/queue/n-0000005000");
            assertThat(sequential(owner, "/vault")).isEqualTo("/vault/n-0000000019");
        }
    }

    private static String digest(String userAndPassword) {
        try {
            return DigestAuthenticationProvider.generateDigest(userAndPassword);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sequential(ZooKeeper client, String parent) throws Exception {
        return client.create(parent + "/n-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
    }

    @Test
    void anEmptyContainerKeepsACounterThatDoesNotKillIt() throws Exception {
        MadeTree tree = new MadeTree()
                .with("/used", null, MadeTree.OPEN, Kind.CONTAINER, 9)
                .with("/never-used", null, MadeTree.OPEN, Kind.CONTAINER, 0)
                .with("/full", null, MadeTree.OPEN, Kind.CONTAINER, 9)
                .with("/full/child", null)
                .with("/session", null, MadeTree.OPEN, Kind.EPHEMERAL, 0);
        try (LiveEnsemble target = blank()) {
            LiveReplay replay = LiveReplay.prepare(target, tree, NEW);
            assertThat(replay.plan().warnings()).anyMatch(warning -> warning.contains("1 used containers come back"));
            assertThat(replay.plan().ephemerals()).isEqualTo(1);
            assertThat(replay.apply((what, done, total) -> {}).problems()).isEmpty();

            assertThat(target.client().exists("/used", false).getCversion()).isZero();
            assertThat(Counters.created(target.client().exists("/full", false))).isEqualTo(10);
            assertThat(target.client().exists("/session", false)).isNull();
        }
    }

    @Test
    void aSchemeThatNobodyKnowsIsRefusedBeforeAnythingIsWritten() throws Exception {
        MadeTree tree = new MadeTree()
                .with("/a", null)
                .with("/b", null, List.of("kerberos:somebody:cdrwa", "world:anyone:r"), Kind.PERSISTENT, 0);
        try (LiveEnsemble target = blank()) {
            assertThatThrownBy(() -> replay(target, tree, NEW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("kerberos:somebody")
                    .hasMessageContaining("nothing was written");
            assertThat(target.client().exists("/", false)).isNull();
        }
    }

    @Test
    void timesToLiveAreRefusedWhereTheServerKnowsNone() throws Exception {
        MadeTree tree = new MadeTree().with("/lease", null, MadeTree.OPEN, Kind.TTL, 0);
        System.clearProperty("zookeeper.extendedTypesEnabled");
        try (LiveEnsemble target = blank()) {
            assertThatThrownBy(() -> replay(target, tree, NEW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("1 znodes with a time to live (/lease)")
                    .hasMessageContaining("extendedTypesEnabled");
        } finally {
            System.setProperty("zookeeper.extendedTypesEnabled", "true");
        }
    }

    @Test
    void whatIsNotBlankIsLeftAlone() throws Exception {
        try (LiveEnsemble target = blank()) {
            target.client().create("/", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            target.client().create("/theirs", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            for (ReplayOptions options : List.of(NEW, RESUME)) {
                assertThatThrownBy(() -> replay(target, new MadeTree().with("/ours", null), options))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("not blank: it holds 1 znodes")
                        .hasMessageContaining("/theirs");
            }
            assertThat(target.client().getChildren("/", false)).containsExactly("theirs");
        }
    }

    @Test
    void aRestoreThatWasBrokenOffIsFinishedWhenAskedTo() throws Exception {
        MadeTree tree = new MadeTree()
                .with("/a", "a".getBytes(UTF_8))
                .with("/a/b", null, LOCKED, Kind.PERSISTENT, 3)
                .with("/a/b/c", "c".getBytes(UTF_8));
        try (LiveEnsemble target = blank()) {
            ZooKeeper client = target.client();
            client.create("/", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.create("/a", "a".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.create("/a/b", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThatThrownBy(() -> replay(target, tree, NEW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("--resume");

            assertThat(replay(target, tree, RESUME).problems()).isEmpty();
            assertThat(replay(target, tree, RESUME).problems()).isEmpty();
        }
    }

    @Test
    void connectionsThatAreCutAgainAndAgainAreNoHarm() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        MadeTree tree = new MadeTree();
        for (int i = 0; i < 3_000; i++) {
            tree.with("/n-" + i, new byte[random.nextInt(2_000)]);
        }
        tree.with("/n-7", null, MadeTree.OPEN, Kind.PERSISTENT, 20_000);
        try (LiveEnsemble target = blank()) {
            long[] next = {random.nextInt(1_500)};
            Replayed done = LiveReplay.prepare(target, tree, NEW).apply((what, count, total) -> {
                if (what.equals("writing") && count >= next[0]) {
                    next[0] = count + 400 + random.nextInt(800);
                    server.hangUp();
                }
            });

            assertThat(done.problems()).as("seed " + seed).isEmpty();
            assertThat(Counters.created(target.client().exists("/n-7", false)))
                    .as("seed " + seed)
                    .isEqualTo(20_000);
        }
    }

    @Test
    void randomTreesComeBackEqual() throws Exception {
        for (int round = 0; round < Integer.getInteger("keepsake.rounds", 5); round++) {
            long seed = Long.getLong("keepsake.seed", System.nanoTime());
            MadeTree tree = random(new Random(seed));
            try (LiveEnsemble target = blank()) {
                assertThat(replay(target, tree, NEW).problems())
                        .as("seed " + seed)
                        .isEmpty();
            }
        }
    }

    private static MadeTree random(Random random) {
        MadeTree tree = new MadeTree();
        List<String> paths = new ArrayList<>(List.of(""));
        for (int i = random.nextInt(300); i >= 0; i--) {
            String parent = paths.get(random.nextInt(paths.size()));
            String path = parent + "/" + Integer.toString(i, 36);
            Kind kind = random.nextInt(4) > 0 ? Kind.PERSISTENT : KINDS.get(random.nextInt(KINDS.size()));
            byte[] data = random.nextInt(5) == 0 ? null : new byte[random.nextInt(3_000)];
            List<String> acl = random.nextInt(3) > 0 ? MadeTree.OPEN : random.nextBoolean() ? LOCKED : list(random);
            tree.with(path, data, acl, kind, random.nextInt(4) == 0 ? random.nextInt(40) : 0);
            if (kind != Kind.EPHEMERAL) {
                paths.add(path);
            }
        }
        return tree;
    }

    private static List<String> list(Random random) {
        ACL entry = new ACL(1 + random.nextInt(31), Ids.ANYONE_ID_UNSAFE);
        return AccessList.words(List.of(entry));
    }
}
