package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A leader logs a request that nobody else ever sees, and is cut off. What stands in its log, and in a snapshot that it
 * writes in vain, never gets into a backup, whatever becomes of that server; and what it misses is never bridged.
 */
final class NeverCommittedIT {
    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final String NODE = "/never-committed";
    private static final int NODES = 400;

    private final Random random = new Random(5);

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void anArchive() throws Exception {
        keepsake = new Keepsake(Files.createDirectory(work.resolve("archive")), work.resolve("agent"));
    }

    static List<ServerVersion> versions() {
        return LONG
                ? List.of(ServerVersion.V3_4_14, ServerVersion.V3_5_10, ServerVersion.V3_9_5)
                : List.of(ServerVersion.V3_5_10);
    }

    static List<ServerVersion> oldVersions() {
        return LONG ? List.of(ServerVersion.V3_4_14, ServerVersion.V3_5_10) : List.of(ServerVersion.V3_4_14);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    void whatALeaderLoggedAloneIsNeverInABackup(ServerVersion version) throws Exception {
        try (Ensemble ensemble = filled(version)) {
            Member alone = ensemble.leader();
            List<Member> others = ensemble.members().stream()
                    .filter(member -> member != alone)
                    .toList();
            Backup before = keepsake.list(keepsake.once(keepsake.configure(alone)));
            logsAlone(alone, others);
            readsOnly(alone);

            if (version.knows(ServerVersion.Feature.SNAPSHOT_AT_START)) {
                leadsInVain(ensemble, alone, others.get(0));
            }

            others.get(0).start();
            others.get(1).start();
            ensemble.awaitServing();
            write(ensemble, version, 800);
            refused(alone, others.get(0).address(), "these are not its files");
            others.get(0).stop();
            others.get(1).stop();
            ensemble.start();
            Await.until(
                    "the server follows",
                    Duration.ofSeconds(60),
                    () -> alone.srvr().mode().equals("follower"));
            write(ensemble, version, 50);
            assertThat(holdsNode(alone.logDir()))
                    .as("the sync has left the server's log as it was")
                    .isTrue();

            Outcome next = keepsake.run(keepsake.agent(keepsake.configure(alone)));
            assertThat(next.exitCode()).as(next.toString()).isIn(0, 4);
            if (next.exitCode() == 4) {
                assertThat(next.messages()).contains("nothing proves that").contains("Looked at, newest first");
                assertThat(keepsake.list()).containsExactly(before);
                write(ensemble, version, 2 * NODES);
            }
            Backup after = keepsake.list(keepsake.once(keepsake.configure(alone)));
            ensemble.kill();
            assertThat(TapeStart.all(work.resolve("archive")))
                    .extracting(TapeStart::reason)
                    .containsExactly("FIRST", "RESYNC");
            assertThat(TapeStart.all(work.resolve("archive")).get(1).explanation())
                    .contains("nothing proves that");
            comesBack(before, ensemble, others.get(0));
            comesBack(after, ensemble, others.get(1));
        }
    }

    static List<ServerVersion> truncating() {
        return LONG
                ? List.of(ServerVersion.V3_4_14, ServerVersion.V3_5_10, ServerVersion.V3_9_5)
                : List.of(ServerVersion.V3_9_5);
    }

    /**
     * A leader that has committed nothing in its own epoch yet tells one that holds more of the epoch before to take that
     * back (TRUNC); behind anything committed it would send its state instead, since that must not cross an epoch.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("truncating")
    void whatALeaderIsToldToTakeBackIsNeverInABackup(ServerVersion version) throws Exception {
        try (Ensemble ensemble = filled(version)) {
            Member alone = ensemble.leader();
            List<Member> others = ensemble.members().stream()
                    .filter(member -> member != alone)
                    .toList();
            Backup before = keepsake.list(keepsake.once(keepsake.configure(alone)));
            logsAlone(alone, others);

            others.get(0).start();
            others.get(1).start();
            Await.until(
                    "the others have a leader",
                    Duration.ofSeconds(60),
                    () -> others.get(0).srvr().mode().equals("leader")
                            || others.get(1).srvr().mode().equals("leader"));
            // nobody connects, and no session has run out yet
            alone.start();
            Await.until(
                    "the server follows",
                    Duration.ofSeconds(60),
                    () -> alone.srvr().mode().equals("follower"));
            assertThat(holdsNode(alone.logDir()))
                    .as("it was told to take it back")
                    .isFalse();
            write(ensemble, version, 50);

            Backup after = keepsake.list(keepsake.once(keepsake.configure(alone)));
            ensemble.kill();
            comesBack(before, ensemble, others.get(0));
            comesBack(after, ensemble, others.get(1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oldVersions")
    void aServerLeftOverFromBeforeARestoreBeginsATapeOfItsOwn(ServerVersion version) throws Exception {
        Backup restoredFrom;
        Member leftOver;
        try (Ensemble source = filled(version)) {
            leftOver = source.member(3);
            restoredFrom = keepsake.list(keepsake.once(keepsake.configure(leftOver)));
            write(source, version, 100);
            keepsake.once(keepsake.configure(leftOver));
            source.kill();
        }
        try (Ensemble second = Ensemble.prepare(work.resolve("second"), 3, settings(version))) {
            for (Member blank : second.members().subList(0, 2)) {
                keepsake.run(keepsake.restore(restoredFrom, blank)).orThrow();
            }
            leftOver.copyTo(second.member(3));
            second.start();
            Await.until(
                    "the server follows",
                    Duration.ofSeconds(60),
                    () -> second.member(3).srvr().mode().equals("follower"));
            write(second, version, 2 * NODES);
            Backup after = keepsake.list(keepsake.once(keepsake.configure(second.member(3))));
            second.kill();

            List<TapeStart> tapes = TapeStart.all(work.resolve("archive"));
            assertThat(tapes).hasSize(2);
            assertThat(tapes.get(1).reason()).isIn("RESYNC", "RESTORED");
            comesBack(after, second, second.member(1));
        }
    }

    private static ServerSettings settings(ServerVersion version) {
        return ServerSettings.of(version)
                .withSnapshotEvery(NODES)
                .with("zookeeper.forceSync", "no")
                .with("zookeeper.preAllocSize", "64")
                // or a server that was away is sent what it missed, and logs it
                .with("zookeeper.snapshotSizeFactor", "-1");
    }

    private Ensemble filled(ServerVersion version) throws Exception {
        Ensemble ensemble = Ensemble.start(work.resolve("source"), 3, settings(version));
        try (Population population = Population.fill(ensemble.addresses(), version, NODES, random)) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
        }
        write(ensemble, version, 2 * NODES);
        return ensemble;
    }

    private void write(Ensemble ensemble, ServerVersion version, long changes) throws Exception {
        try (Writers writers = Writers.throughRestarts(ensemble.addresses(), version, random.nextLong())) {
            writers.awaitMore(changes);
            writers.stop();
        }
    }

    /** Frozen servers cannot acknowledge; killed before they thaw, they never hear of it. */
    private static void logsAlone(Member alone, List<Member> others) throws Exception {
        try (Connection client = Connection.anybody(alone.address())) {
            for (Member other : others) {
                other.freeze();
            }
            client.client()
                    .create(
                            NODE,
                            null,
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            CreateMode.PERSISTENT,
                            (code, path, context, name) -> assertThat(code).isNotZero(),
                            null);
            Await.until("the leader has logged it", Duration.ofSeconds(10), () -> holdsNode(alone.logDir()));
            others.forEach(Member::kill);
            alone.kill();
        }
        for (Member other : others) {
            assertThat(holdsNode(other.logDir())).isFalse();
        }
    }

    /** Without a quorum it may still serve what it has; only while it does, for a server that may come to lead may not. */
    private void readsOnly(Member alone) throws IOException {
        ServerSettings settings = alone.settings();
        alone.become(settings.with("readonlymode.enabled", "true"));
        alone.start();
        Await.until(
                "the server is read-only",
                Duration.ofSeconds(60),
                () -> alone.srvr().mode().equals("read-only"));
        refused(alone, alone.address(), "is in mode 'read-only'");
        alone.kill();
        alone.become(settings);
    }

    /** Another server votes for it, but cannot reach it: it writes a snapshot of what it has, and gives up. */
    private static void leadsInVain(Ensemble ensemble, Member alone, Member voter) throws Exception {
        ensemble.mislead(alone, voter);
        voter.start();
        alone.start();
        Await.until(
                "it has written a snapshot of what never was",
                Duration.ofSeconds(60),
                () -> holdsNode(alone.dataDir(), "snapshot."));
        alone.kill();
        voter.kill();
        ensemble.enlighten();
    }

    private void refused(Member files, String client, String why) throws IOException {
        List<Backup> before = keepsake.list();
        Outcome outcome = keepsake.run(keepsake.agent(keepsake.configure(files, client)));
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(4);
        assertThat(outcome.messages()).contains(why);
        assertThat(keepsake.list()).isEqualTo(before);
    }

    private void comesBack(Backup backup, Ensemble dead, Member judge) throws Exception {
        ServerVersion version = dead.member(1).settings().version();
        NavigableMap<String, Node> truth =
                Sessions.drop(Truth.at(backup.zxid(), judge, work.resolve("truth-" + backup.id())));
        assertThat(truth).doesNotContainKey(NODE);
        try (Ensemble again = Restoration.onto(
                work.resolve("again-" + backup.id()),
                1,
                ServerSettings.of(version).still(),
                keepsake,
                backup)) {
            again.start();
            Comparison comparison =
                    Comparer.compare(truth, TreeDump.read(again.member(1).address()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
        }
    }

    private static boolean holdsNode(Path directory) throws IOException {
        return holdsNode(directory, "log.");
    }

    private static boolean holdsNode(Path directory, String files) throws IOException {
        for (Path file : Folders.files(directory.resolve("version-2"))) {
            if (file.getFileName().toString().startsWith(files)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).contains(NODE)) {
                return true;
            }
        }
        return false;
    }
}
