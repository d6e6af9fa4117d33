package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTargetTest {

    @TempDir
    private Path directory;

    @Test
    void everyServerGetsTheSameBytes() throws IOException {
        Archive archive = new Archive(new MemoryStore());
        Manifest manifest = archive.manifestOf(server(5, 5));

        archive.restore(manifest, directory.resolve("one"));
        archive.restore(manifest, directory.resolve("two"));

        assertThat(Seedings.content(directory.resolve("one"))).isEqualTo(Seedings.content(directory.resolve("two")));
        for (String name : Seedings.content(directory.resolve("one/version-2"))) {
            assertThat(directory.resolve("one/version-2").resolve(name))
                    .hasSameBinaryContentAs(directory.resolve("two/version-2").resolve(name));
        }
    }

    @Test
    void aPlanSaysHowManyTransactionsCarriedADigest() throws IOException {
        DiskServer mixed = server(5, 2);
        mixed.digests = false;
        mixed.commits(3);
        Archive archive = new Archive(new MemoryStore());

        RestorePlan plan = archive.target(archive.manifestOf(mixed), directory.resolve("one"))
                .plan();

        assertThat(plan.lines())
                .extracting(RestorePlan.Line::value)
                .contains("the tree's digest equals the one in the server's own log after 2 of the last 5 transactions,"
                        + " the newest of them 0x100000007; the others carry none");
    }

    @Test
    void whatThePlanNamesIsWhatIsThere() throws IOException {
        Archive archive = new Archive(new MemoryStore());
        SeedTarget target = archive.target(archive.manifestOf(server(5, 5)), directory.resolve("one"));
        RestorePlan plan = target.plan();
        assertThat(directory.resolve("one")).as("a plan touches nothing").doesNotExist();

        target.apply(plan);

        String seed = "snapshot." + Long.toHexString(plan.epoch() << 32);
        assertThat(Seedings.content(directory.resolve("one")))
                .containsExactlyInAnyOrder(
                        "version-2",
                        "version-2/" + seed,
                        "version-2/snapshot." + Long.toHexString((plan.epoch() << 32) - 1),
                        "version-2/acceptedEpoch",
                        "version-2/currentEpoch");
        for (String name : Seedings.content(directory.resolve("one/version-2"))) {
            assertThat(plan.lines())
                    .anyMatch(line -> line.value()
                            .startsWith(
                                    directory.resolve("one/version-2/" + name).toString()));
        }
        assertThat(directory.resolve("one/version-2").resolve(seed)).hasSize(plan.bytes());
        assertThat(plan.epoch()).as("1,000 above the backup's").isEqualTo(1001);
    }

    @Test
    void theEpochIsWrittenAsServersWriteIt() throws IOException {
        Seedings.seed(Seedings.tree("a"), Seedings.options(directory));

        assertThat(directory.resolve("version-2/currentEpoch"))
                .hasContent("1001")
                .hasSize(4);
        assertThat(directory.resolve("version-2/acceptedEpoch"))
                .hasContent("1001")
                .hasSize(4);
    }

    @Test
    void bothCopiesAreEqualAndEitherIsLoadedByZooKeeper() throws IOException {
        Archive archive = new Archive(new MemoryStore());
        DiskServer server = server(5, 5);
        archive.restore(archive.manifestOf(server), directory.resolve("one"));
        Path version = directory.resolve("one/version-2");
        Path seed = version.resolve("snapshot.3e900000000");

        assertThat(seed).hasSameBinaryContentAs(version.resolve("snapshot.3e8ffffffff"));
        Files.write(seed, new byte[100]);

        DataTree loaded = new DataTree();
        long zxid = new FileSnap(version.toFile()).deserialize(loaded, new HashMap<>());
        assertThat(zxid).as("the torn one is passed over").isEqualTo(0x3e8ffffffffL);
        ServerTree.assertSame(ServerTree.nodesOf(loaded), ServerTree.nodesOf(server.tree));
    }

    @Test
    void anotherBaseOfTheSameHistoryGivesTheSameHash() throws IOException {
        DiskServer server = new DiskServer(directory.resolve("source"));
        server.elects(1).snapshots();
        Archive early = new Archive(new MemoryStore());
        early.backUp(server.commits(5));
        server.commits(4);
        Manifest fromFirst = early.manifestOf(server);
        server.snapshots();
        Archive late = new Archive(new MemoryStore());
        Manifest fromLater = late.manifestOf(server);

        assertThat(fromFirst.shares().get(0).share().baseStart()).isEqualTo(Zxid.of(1, 0));
        assertThat(fromLater.shares().get(0).share().baseStart()).isEqualTo(Zxid.of(1, 9));
        String first = early.target(fromFirst, directory.resolve("one")).plan().hash();
        assertThat(late.target(fromLater, directory.resolve("two")).plan().hash())
                .isEqualTo(first);
    }

    @Test
    void otherContentHasAnotherHash() throws IOException {
        String one = Seedings.sent(Seedings.tree("a"), Seedings.options(directory))
                .plan()
                .hash();
        String two = Seedings.sent(Seedings.tree("b"), Seedings.options(directory))
                .plan()
                .hash();

        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void anotherHashThanExpectedIsRefusedBeforeAnythingIsWritten() throws IOException {
        String hash = Seedings.sent(Seedings.tree("a"), Seedings.options(directory))
                .plan()
                .hash();
        SeedTarget other = Seedings.sent(Seedings.tree("b"), Seedings.expecting(directory, hash));

        assertThatThrownBy(other::plan)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--expect")
                .hasMessageContaining(hash);
        assertThat(directory).isEmptyDirectory();
        Seedings.seed(Seedings.tree("a"), Seedings.expecting(directory, hash));
        assertThat(directory.resolve("version-2")).isDirectory();
    }

    @Test
    void anArchiveThatEndsBeforeTheTargetIsDamaged() throws IOException {
        SeedOptions beyond = new SeedOptions(
                directory,
                directory,
                Zxid.of(1, 10),
                Seedings.EPOCH,
                SessionPolicy.DROP,
                Optional.empty(),
                Optional.empty(),
                false);

        assertThatThrownBy(Seedings.sent(Seedings.tree("a"), beyond)::plan)
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("leads to 0x100000009, not to 0x10000000a");
    }

    @Test
    void aBaseNewerThanTheTargetIsNotIt() throws IOException {
        SeedOptions before = new SeedOptions(
                directory,
                directory,
                Zxid.of(1, 8),
                Seedings.EPOCH,
                SessionPolicy.DROP,
                Optional.empty(),
                Optional.empty(),
                false);

        assertThatThrownBy(Seedings.sent(Seedings.tree("a"), before)::plan).isInstanceOf(CorruptException.class);
    }

    @Test
    void droppedSessionsTakeTheirEphemeralsAndLeaveTheParentsCounters() throws IOException {
        SeedTarget target = Seedings.sent(withSession(true), Seedings.options(directory));
        RestorePlan plan = target.plan();
        target.apply(plan);

        Map<Long, Integer> sessions = new HashMap<>();
        DataTree loaded = loaded(sessions);
        assertThat(sessions).isEmpty();
        assertThat(loaded.getNode("/locks/mine")).isNull();
        assertThat(loaded.getNode("/locks").stat.getCversion())
                .as("sequence numbers go on")
                .isEqualTo(7);
        assertThat(plan.lines())
                .anyMatch(line -> line.value().equals("drop: 1 sessions and 1 ephemeral znodes are left out"));
    }

    @Test
    void keptSessionsComeBackWithTheirEphemerals() throws IOException {
        Seedings.seed(withSession(true), Seedings.keeping(directory));

        Map<Long, Integer> sessions = new HashMap<>();
        DataTree loaded = loaded(sessions);
        assertThat(sessions).isEqualTo(Map.of(Seedings.SESSION, 30_000));
        assertThat(loaded.getNode("/locks/mine").stat.getEphemeralOwner()).isEqualTo(Seedings.SESSION);
    }

    @Test
    void anEphemeralWithoutItsSessionCannotBeKept() throws IOException {
        assertThatThrownBy(Seedings.sent(withSession(false), Seedings.keeping(directory))::plan)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1 ephemeral znodes belong to sessions that are not open")
                .hasMessageContaining("/locks/mine");
        Seedings.seed(withSession(false), Seedings.options(directory));
        assertThat(loaded(new HashMap<>()).getNode("/locks/mine")).isNull();
    }

    @Test
    void aPlanOfAnotherTargetIsNotApplied() throws IOException {
        RestorePlan other =
                Seedings.sent(Seedings.tree("b"), Seedings.options(directory)).plan();
        SeedTarget target = Seedings.sent(Seedings.tree("a"), Seedings.options(directory));

        assertThatThrownBy(() -> target.apply(other)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ZnodeTree withSession(boolean open) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        if (open) {
            tree.session(Seedings.SESSION, 30_000);
        }
        tree.znode("", new byte[0], -1, Seedings.stat(Owner.NOBODY));
        tree.znode("/locks", null, -1, Seedings.stat(Owner.NOBODY));
        tree.znode("/locks/mine", null, -1, Seedings.stat(Seedings.SESSION));
        return tree;
    }

    private DataTree loaded(Map<Long, Integer> sessions) throws IOException {
        DataTree tree = new DataTree();
        new FileSnap(directory.resolve("version-2").toFile()).deserialize(tree, sessions);
        return tree;
    }

    private DiskServer server(int before, int after) throws IOException {
        DiskServer server = new DiskServer(directory.resolve("source"));
        server.elects(1).snapshots();
        server.commits(before).snapshots();
        return server.commits(after);
    }
}
