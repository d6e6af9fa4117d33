package dev.keepsake.zookeeper.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.AccessEntry;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.testkit.LoopbackZooKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // it does not see from class files that the data may be null
final class LiveWalkTest {

    private static final List<ACL> OPEN = Ids.OPEN_ACL_UNSAFE;
    private static final Credential USER = new Credential("digest", "user:secret".getBytes(UTF_8));

    @TempDir
    private Path directory;

    private LoopbackZooKeeper server;
    private LiveEnsemble ensemble;

    @BeforeEach
    void start() throws Exception {
        server = LoopbackZooKeeper.start(directory);
        ensemble = LiveEnsemble.connect(LiveSettings.of(server.connect()));
    }

    @AfterEach
    void stop() throws Exception {
        ensemble.close();
        server.close();
    }

    @Test
    void everyZnodeIsShownAsAClientSeesItAfterItsParent() throws Exception {
        ZooKeeper client = ensemble.client();
        client.create("/null", null, OPEN, CreateMode.PERSISTENT);
        client.create("/empty", new byte[0], OPEN, CreateMode.PERSISTENT);
        client.create("/session", bytes("mine"), OPEN, CreateMode.EPHEMERAL);
        client.create("/with spaces, ümläuts and 漢字", bytes("x"), Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create("/numbered", bytes("0"), OPEN, CreateMode.PERSISTENT);
        for (int i = 0; i < 7; i++) {
            String made = client.create("/numbered/n-", bytes("" + i), OPEN, CreateMode.PERSISTENT_SEQUENTIAL);
            if (i % 2 == 1) {
                client.delete(made, -1);
            }
        }
        client.setData("/numbered", bytes("1"), 0);
        client.setACL(
                "/numbered",
                Arrays.asList(
                        new ACL(Perms.ALL, new Id("ip", "127.0.0.1")), new ACL(Perms.READ, new Id("world", "anyone"))),
                0);
        String deep = "";
        for (int level = 0; level < 40; level++) {
            deep += "/d" + level;
            client.create(deep, bytes("" + level), OPEN, CreateMode.PERSISTENT);
        }

        List<PastZnode> shown = new ArrayList<>();
        Walked walked = walk("/", false, shown::add);

        Map<String, String> expected = new TreeMap<>();
        serially(client, "/", expected);
        Map<String, String> found = new TreeMap<>();
        Set<String> earlier = new HashSet<>(Set.of(""));
        for (PastZnode znode : shown) {
            assertThat(earlier).contains(znode.path().equals("/") ? "" : parent(znode.path()));
            earlier.add(znode.path());
            found.put(znode.path(), words(znode));
        }
        assertThat(found).isEqualTo(expected);
        assertThat(walked.znodes()).isEqualTo(expected.size());
        assertThat(walked.first()).isLessThanOrEqualTo(walked.last());
        assertThat(shown).noneMatch(znode -> znode.path().equals("/zookeeper/config"));
        PastZnode numbered = named(shown, "/numbered");
        assertThat(numbered.childrenCreated()).isEqualTo(7);
        assertThat(numbered.acl()).containsExactly("ip:127.0.0.1:cdrwa", "world:anyone:r");
        assertThat(named(shown, "/session").kind()).isEqualTo(PastZnode.Kind.EPHEMERAL);
    }

    @Test
    void permissionsThatThereAreNotDoNotEndAWalk() throws Exception {
        List<ACL> odd = Arrays.asList(new ACL(0x7f, new Id("world", "anyone")));
        ensemble.client().create("/odd", null, odd, CreateMode.PERSISTENT);

        List<PastZnode> shown = new ArrayList<>();
        walk("/odd", false, shown::add);

        assertThat(named(shown, "/odd").acl()).containsExactly("world:anyone:cdrwa");
    }

    @Test
    void aWalkBelowAPathShowsNothingElse() throws Exception {
        for (String path : List.of("/a", "/a/b", "/a/b/c", "/ab")) {
            create(path);
        }

        List<PastZnode> shown = new ArrayList<>();
        walk("/a/b", false, shown::add);

        assertThat(shown).extracting(PastZnode::path).containsExactly("/a/b", "/a/b/c");
    }

    @Test
    void ofAPathThatIsNotThereNothingIsShown() throws Exception {
        assertThat(walk("/nowhere", false, znode -> {}).znodes()).isZero();
    }

    @Test
    void whatIsShownOfAZnodeUnderWritesWasOnceTrue() throws Exception {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        Map<String, Set<String>> ledger = new ConcurrentHashMap<>();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String own = "/own-" + i;
            Random random = new Random(seed + i);
            writing.add(writers.submit(() -> {
                write(own, random, ledger, enough);
                return null;
            }));
        }
        List<PastZnode> shown = new ArrayList<>();
        try {
            for (int round = 0; round < 40; round++) {
                walk("/", false, shown::add);
            }
        } finally {
            enough.set(true);
        }
        for (Future<?> one : writing) {
            one.get();
        }
        writers.shutdown();

        List<PastZnode> written =
                shown.stream().filter(znode -> znode.path().startsWith("/own-")).toList();
        assertThat(written).hasSizeGreaterThan(100);
        for (PastZnode znode : written) {
            assertThat(ledger.get(znode.path()))
                    .as("seed " + seed + ": " + znode.path())
                    .contains(words(znode));
        }
    }

    /** One writer for each path, who therefore knows every state that its znodes were ever in. */
    private void write(String own, Random random, Map<String, Set<String>> ledger, AtomicBoolean enough)
            throws Exception {
        List<ACL> other =
                Arrays.asList(new ACL(Perms.ALL, Ids.ANYONE_ID_UNSAFE), new ACL(1, new Id("ip", "127.0.0.1")));
        List<String> paths = List.of(own, own + "/a", own + "/b");
        try (LiveEnsemble session = LiveEnsemble.connect(LiveSettings.of(server.connect()))) {
            ZooKeeper client = session.client();
            while (!enough.get()) {
                for (String path : paths) {
                    byte[] data = bytes("" + random.nextInt(5));
                    if (client.exists(path, false) == null) {
                        client.create(path, data, random.nextBoolean() ? OPEN : other, CreateMode.PERSISTENT);
                    } else if (random.nextInt(4) == 0 && !path.equals(own)) {
                        client.delete(path, -1);
                    } else if (random.nextBoolean()) {
                        client.setACL(path, random.nextBoolean() ? OPEN : other, -1);
                    } else {
                        client.setData(path, data, -1);
                    }
                    for (String changed : new HashSet<>(List.of(own, path).subList(0, path.equals(own) ? 1 : 2))) {
                        if (client.exists(changed, false) != null) {
                            ledger.computeIfAbsent(changed, none -> ConcurrentHashMap.newKeySet())
                                    .add(words(client, changed));
                        }
                    }
                }
            }
        }
    }

    @Test
    void whatVanishesMeanwhileIsLeftOutAndCounted() throws Exception {
        create("/stays");
        create("/goes");

        List<String> shown = new ArrayList<>();
        Walked walked = walk("/", false, znode -> {
            shown.add(znode.path());
            if (znode.path().equals("/")) {
                unchecked(() -> ensemble.client().delete("/goes", -1));
            }
        });

        assertThat(shown).contains("/stays").doesNotContain("/goes");
        assertThat(walked.vanished()).isEqualTo(1);
    }

    @Test
    void whatMayNotBeReadIsARefusalOrLeftOutAndSaid() throws Exception {
        ZooKeeper client = ensemble.client();
        client.addAuthInfo("digest", USER.secret());
        client.create("/locked", bytes("x"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        client.create("/locked/below", bytes("x"), OPEN, CreateMode.PERSISTENT);
        List<ACL> readable = new ArrayList<>(Ids.CREATOR_ALL_ACL);
        readable.add(new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE));
        client.create("/masked", bytes("x"), readable, CreateMode.PERSISTENT);
        LiveSettings anybody = LiveSettings.of(server.connect());

        try (LiveEnsemble stranger = LiveEnsemble.connect(anybody)) {
            assertThatThrownBy(() -> walk(stranger, "/", false, znode -> {}))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("1 znodes may not be read (/locked)")
                    .hasMessageContaining("1 znodes are shown without their passwords (/masked)")
                    .hasMessageContaining("skip-unreadable");
            List<PastZnode> shown = new ArrayList<>();
            Walked walked = walk(stranger, "/", true, shown::add);
            assertThat(walked.unreadable()).isEqualTo(new Walked.Some(1, List.of("/locked")));
            assertThat(walked.masked()).isEqualTo(new Walked.Some(1, List.of("/masked")));
            assertThat(shown)
                    .extracting(PastZnode::path)
                    .contains("/masked")
                    .doesNotContain("/locked", "/locked/below");
        }
        try (LiveEnsemble owner = LiveEnsemble.connect(anybody.as(USER))) {
            List<PastZnode> shown = new ArrayList<>();
            Walked walked = walk(owner, "/", false, shown::add);
            assertThat(walked.masked().count()).isZero();
            assertThat(shown).extracting(PastZnode::path).contains("/locked", "/locked/below", "/masked");
            assertThat(named(shown, "/masked").acl().get(0)).matches("digest:user:.{28}:cdrwa");
        }
    }

    @Test
    void manyChildrenAndLargeZnodesComeWholeOverLostConnections() throws Exception {
        int children = Boolean.getBoolean("keepsake.long") ? 100_000 : 10_000;
        create("/wide");
        for (int from = 0; from < children; from += 1_000) {
            List<Op> thousand = new ArrayList<>();
            for (int i = from; i < from + 1_000; i++) {
                thousand.add(Op.create("/wide/child-number-" + i, bytes("x"), OPEN, CreateMode.PERSISTENT));
            }
            ensemble.client().multi(thousand);
        }
        byte[] large = new byte[1_000_000];
        new Random(1).nextBytes(large);
        create("/large");
        for (int i = 0; i < 15; i++) {
            ensemble.client().create("/large/" + i, large, OPEN, CreateMode.PERSISTENT);
        }

        AtomicInteger shown = new AtomicInteger();
        Set<String> paths = new HashSet<>();
        Walked walked = walk("/", false, znode -> {
            paths.add(znode.path());
            if (znode.path().startsWith("/large/")) {
                assertThat(znode.data()).isEqualTo(large);
            }
            if (shown.incrementAndGet() == 3_000 || shown.get() == 6_000) {
                server.dropConnections();
            }
        });

        assertThat(paths).hasSize(shown.get()).hasSize((int) walked.znodes());
        assertThat(paths.stream().filter(path -> path.startsWith("/wide/"))).hasSize(children);
        assertThat(paths.stream().filter(path -> path.startsWith("/large/"))).hasSize(15);
        assertThat(walked.vanished()).isZero();
    }

    @Test
    void aZnodeWhoseAnswerIsTooLargeIsNamed() throws Exception {
        for (int i = 0; i < 50; i++) {
            create("/small-" + i);
        }
        ensemble.client().create("/too-large", new byte[200_000], OPEN, CreateMode.PERSISTENT);
        LiveSettings tight = LiveSettings.of(server.connect()).with(Map.of("jute.maxbuffer", "100000"));

        try (LiveEnsemble narrow = LiveEnsemble.connect(tight)) {
            assertThatThrownBy(() -> walk(narrow, "/", false, znode -> {}))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("nothing but znode /too-large was read (200000 bytes, 0 children)")
                    .hasMessageContaining("jute.maxbuffer");
        }
    }

    @Test
    void anEnsembleThatDoesNotComeBackIsAFailureThatSaysHowFarItGot() throws Exception {
        create("/a");

        assertThatThrownBy(() -> new LiveWalk(ensemble, false, InstantSource.system(), Duration.ofSeconds(2))
                        .walk("/", znode -> {
                            if (znode.path().equals("/a")) {
                                server.close();
                            }
                        }))
                .isInstanceOf(EnsembleLostException.class)
                .hasMessageContaining("was not back within 2 s");
    }

    @Test
    void aServerThatIsStartedAgainIsReadToTheEnd() throws Exception {
        for (int i = 0; i < 200; i++) {
            create("/n-" + i);
        }

        AtomicInteger shown = new AtomicInteger();
        Walked walked = walk("/", false, znode -> {
            if (shown.incrementAndGet() == 100) {
                unchecked(server::restart);
            }
        });

        assertThat(walked.znodes()).isEqualTo(203).isEqualTo(shown.get());
    }

    private void create(String path) throws Exception {
        ensemble.client().create(path, bytes("x"), OPEN, CreateMode.PERSISTENT);
    }

    private Walked walk(String top, boolean skip, ZnodeView.Step step) throws IOException {
        return walk(ensemble, top, skip, step);
    }

    private static Walked walk(LiveEnsemble ensemble, String top, boolean skip, ZnodeView.Step step)
            throws IOException {
        return new LiveWalk(ensemble, skip, InstantSource.system()).walk(top, step);
    }

    private static void serially(ZooKeeper client, String path, Map<String, String> found) throws Exception {
        if (path.equals("/zookeeper/config")) {
            return;
        }
        found.put(path, words(client, path));
        for (String child : client.getChildren(path, false)) {
            serially(client, (path.equals("/") ? "" : path) + "/" + child, found);
        }
    }

    private static String words(ZooKeeper client, String path) throws Exception {
        Stat stat = new Stat();
        byte[] data = client.getData(path, false, stat);
        String acl = client.getACL(path, new Stat()).toString();
        return words(
                        data,
                        acl,
                        stat.getCzxid(),
                        stat.getMzxid(),
                        stat.getPzxid(),
                        stat.getVersion(),
                        stat.getAversion())
                + " " + stat.getCtime() + " " + stat.getMtime() + " " + stat.getEphemeralOwner() + " "
                + stat.getNumChildren() + " " + stat.getCversion();
    }

    private static String words(PastZnode znode) {
        List<ACL> acl = znode.acl().stream()
                .map(AccessEntry::parse)
                .map(entry -> new ACL(entry.permissions(), new Id(entry.scheme(), entry.id())))
                .toList();
        return words(
                        znode.data(),
                        acl.toString(),
                        znode.created().value(),
                        znode.modified().value(),
                        znode.childrenModified().value(),
                        znode.version(),
                        znode.aclVersion())
                + " " + znode.createdMillis() + " " + znode.modifiedMillis() + " " + znode.owner() + " "
                + znode.children() + " " + (2 * znode.childrenCreated() - znode.children());
    }

    private static String words(
            byte[] data, String acl, long czxid, long mzxid, long pzxid, int version, int aversion) {
        return (data == null ? "null" : new String(data, UTF_8)) + " " + acl + " " + czxid + " " + mzxid + " " + pzxid
                + " " + version + " " + aversion;
    }

    private static PastZnode named(List<PastZnode> shown, String path) {
        return shown.stream()
                .filter(znode -> znode.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @FunctionalInterface
    private interface Risky {
        void run() throws Exception;
    }

    private static void unchecked(Risky action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
