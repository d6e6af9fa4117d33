package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Unproven;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several stopped servers prove together, and what none of them does. */
final class OfflineAgreementTest {

    private final MemoryStore store = new MemoryStore();
    private final StoppedServers servers = new StoppedServers(store);

    @TempDir
    private Path directory;

    @Test
    void whatTwoOfThreeHoldIsCommittedAndTheRestIsUnproven() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        DiskServer second = begun(2).commits(5);
        first.logsUncommitted();

        Manifest manifest = servers.backUp(first, second);

        Share share = share(manifest);
        assertThat(share.through()).isEqualTo(Zxid.of(1, 5));
        assertThat(tail(share).after()).isEqualTo(Zxid.of(1, 5));
        assertThat(tail(share).through()).isEqualTo(Zxid.of(1, 6));
        assertThat(tail(share).count()).isEqualTo(1);
        assertThat(tail(share).from()).contains("server 1 in ");
        assertThat(share.facts())
                .containsEntry("servers-seen", "1,2")
                .containsEntry("servers-not-seen", "3")
                .containsEntry("ensemble-size", "3")
                .doesNotContainKey("newer-commits");
        assertThat(manifest.complete()).isTrue();
        servers.assertRestores(manifest, second);
        assertThat(servers.hash(manifest, true)).isNotEqualTo(servers.hash(manifest, false));
    }

    @Test
    void twoOfFiveAreNoQuorumButThreeAre() throws Exception {
        ensembleOf(5);
        DiskServer first = begun(1).commits(5);
        DiskServer second = begun(2).commits(5);
        DiskServer third = begun(3).commits(4);

        Share two = share(servers.backUp(first, second));
        Manifest three = servers.backUp(first, second, third);

        assertThat(two.provesAnything()).isFalse();
        assertThat(two.facts()).containsEntry("newer-commits", "possible").containsEntry("servers-not-seen", "3,4,5");
        assertThat(three.zxid()).isEqualTo(Zxid.of(1, 4));
        assertThat(tail(share(three)).through()).isEqualTo(Zxid.of(1, 5));
        servers.assertRestores(three, third);
    }

    @Test
    void withoutASizeNoAgreementCountsUntilItIsStated() throws Exception {
        DiskServer first = begun(1).commits(5);
        DiskServer second = begun(2).commits(5);

        Share unknown = share(servers.backUp(first, second));
        Manifest stated = servers.ofSize(3).backUp(first, second);

        assertThat(unknown.provesAnything()).isFalse();
        assertThat(String.join("\n", unknown.remarks())).contains("nothing says how many servers", "--voters");
        assertThat(stated.zxid()).isEqualTo(Zxid.of(1, 5));
        servers.assertRestores(stated, first);
    }

    @Test
    void anObserverDoesNotCountWhereTheVotersAreNamed() throws Exception {
        DiskServer first = begun(1).commits(5);
        DiskServer observer = begun(4).commits(5);
        DiskServer second = begun(2).commits(5);
        servers.ofVoters("1", "2", "3");

        Share one = share(servers.backUp(first, observer));
        Manifest two = servers.backUp(first, observer, second);

        assertThat(one.provesAnything()).isFalse();
        assertThat(one.facts()).containsEntry("servers-not-seen", "2,3").containsEntry("newer-commits", "possible");
        assertThat(two.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(share(two).facts()).containsEntry("ensemble-size", "3");
    }

    @Test
    void aMereNumberIsSaidToTakeObserversForVoters() throws Exception {
        DiskServer first = begun(1).commits(5);
        DiskServer second = begun(2).commits(5);

        Share share = share(servers.ofSize(3).backUp(first, second));

        assertThat(String.join("\n", share.remarks())).contains("--ensemble-size alone", "an observer's", "--voters");
    }

    @Test
    void aServerWithoutANumberDoesNotCount() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        DiskServer second = begun(2).commits(5);
        Files.delete(second.dataDir.resolve("myid"));

        Share share = share(servers.backUp(first, second));

        assertThat(share.provesAnything()).isFalse();
        assertThat(String.join("\n", share.remarks())).contains("put its number into the file myid there");
    }

    @Test
    void aLaterEpochsFirstTransactionProvesWhatLiesBeforeIt() throws Exception {
        ensembleOf(3);
        DiskServer only = begun(1).commits(5);
        String before = StoppedServers.hashOf(only.tree, only);
        only.elects(2).commits(2);

        Manifest manifest = servers.backUp(only);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(tail(share(manifest)).through()).isEqualTo(Zxid.of(2, 2));
        assertThat(manifest.complete()).as("newer commits are possible").isFalse();
        assertThat(servers.hash(manifest, false)).isEqualTo(before);
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(only.tree, only));
    }

    @Test
    void oneOfThreeThatWasNeverBackedUpIsSavedWholeButUnproven() throws Exception {
        ensembleOf(3);
        DiskServer only = begun(1).commits(5);

        Manifest manifest = servers.backUp(only);

        assertThat(manifest.zxid()).isEqualTo(new Zxid(0));
        assertThat(manifest.complete()).isFalse();
        assertThat(Objects.requireNonNull(share(manifest).unproven()).base()).isNotNull();
        assertThat(tail(share(manifest)).through()).isEqualTo(Zxid.of(1, 5));
        assertThatThrownBy(() -> servers.hash(manifest, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is proven to have been committed");
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(only.tree, only));
        assertThat(servers.catalog.fence(manifest).epoch()).isEqualTo(1001);
    }

    @Test
    void aTapeGoesOnThroughWhatTwoAgreeOn() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        Share before = new Archive(store).backUp(first);
        first.commits(3);
        DiskServer second = begun(2).commits(8);

        Manifest manifest = servers.backUp(second, first);

        assertThat(share(manifest).tape()).isEqualTo(before.tape());
        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 8));
        assertThat(share(manifest).unproven()).isNull();
        servers.assertRestores(manifest, second);
    }

    @Test
    void whatWasArchivedWhileTheServerServedStaysCommitted() throws Exception {
        ensembleOf(3);
        DiskServer only = begun(1).commits(5);
        Share before = new Archive(store).backUp(only);
        only.commits(3);

        Manifest manifest = servers.backUp(only);

        assertThat(share(manifest).tape()).isEqualTo(before.tape());
        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(tail(share(manifest)).count()).isEqualTo(3);
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(only.tree, only));
    }

    @Test
    void serversBehindTheArchiveAreRefused() throws Exception {
        ensembleOf(3);
        new Archive(store).backUp(begun(1).commits(9));
        DiskServer stale = begun(2).commits(4);

        assertThatThrownBy(() -> servers.backUp(stale))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the archive already reaches 0x100000009")
                .hasMessageContaining("none of these directories goes beyond 0x100000004");
    }

    @Test
    void aWouldBeLeadersSnapshotIsNoBase() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        DiskServer dirty = begun(2).commits(5);
        dirty.commits(1).snapshots();

        Manifest manifest = servers.backUp(dirty, first);

        assertThat(share(manifest).baseStart()).isEqualTo(Zxid.of(1, 0));
        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 5));
        servers.assertRestores(manifest, first);
    }

    @Test
    void aSnapshotAloneIsNoAgreement() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5).elects(2).commits(7);
        DiskServer synced = begun(2).commits(5);
        synced.elects(2).syncsBySnapTo(Zxid.of(2, 7));

        Manifest manifest = servers.backUp(first, synced);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(tail(share(manifest)).through()).isEqualTo(Zxid.of(2, 7));
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(first.tree, first));
    }

    @Test
    void whatWasLoggedBehindASyncCountsAndWhatLiesBelowItIsNeverBridged() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5).elects(2).commits(7);
        first.commits(3);
        DiskServer poisoned = begun(2).commits(5);
        poisoned.logsUncommitted();
        poisoned.elects(2).syncsBySnapTo(Zxid.of(2, 7)).commits(3);

        Manifest manifest = servers.backUp(poisoned, first);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(2, 10));
        servers.assertRestores(manifest, first);
    }

    @Test
    void aLogBelowASyncIsNotTakenForCommitted() throws Exception {
        ensembleOf(3);
        DiskServer poisoned = begun(1).commits(5);
        poisoned.logsUncommitted();
        poisoned.elects(2).syncsBySnapTo(Zxid.of(2, 7)).commits(3);

        Manifest manifest = servers.backUp(poisoned);

        assertThat(share(manifest).provesAnything()).isFalse();
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(poisoned.tree, poisoned));
    }

    @Test
    void aLogBelowASyncAgreesWithNobody() throws Exception {
        ensembleOf(3);
        DiskServer poisoned = begun(1).commits(5);
        poisoned.logsUncommitted();
        poisoned.elects(2).syncsBySnapTo(Zxid.of(2, 7)).commits(3);
        DiskServer stale = begun(2).commits(5);
        stale.logsUncommitted();

        Manifest manifest = servers.backUp(poisoned, stale);

        assertThat(manifest.zxid()).isNotEqualTo(Zxid.of(1, 6));
        assertThat(servers.hash(manifest, true)).isEqualTo(StoppedServers.hashOf(poisoned.tree, poisoned));
    }

    @Test
    void aStaleServersPoisonIsNeitherCommittedNorTakenForTheEnd() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5).elects(2).commits(2);
        DiskServer second = begun(2).commits(5).elects(2).commits(2);
        DiskServer stale = begun(3).commits(5);
        stale.logsUncommitted();

        Manifest manifest = servers.backUp(stale, first, second);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(2, 2));
        assertThat(share(manifest).unproven()).isNull();
        servers.assertRestores(manifest, first);
    }

    @Test
    void aTailThatElectionsWentPastIsNamedSo() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5).elects(2);
        DiskServer second = begun(2).commits(5).elects(2);
        DiskServer stale = begun(3).commits(5);
        stale.logsUncommitted();

        Share share = share(servers.backUp(first, second, stale));

        assertThat(share.through()).isEqualTo(Zxid.of(1, 5));
        assertThat(tail(share).through()).isEqualTo(Zxid.of(1, 6));
        assertThat(String.join("\n", share.remarks())).contains("they most likely never were committed");
    }

    @Test
    void aQuorumThatPromisedItselfFurtherProvesNothingUnlessAllAreSeen() throws Exception {
        ensembleOf(3);
        DiskServer first = flapped(begun(1).commits(5), 9);
        DiskServer second = flapped(begun(2).commits(5), 9);
        DiskServer third = flapped(begun(3).commits(4), 9);

        assertThat(share(servers.backUp(first, second)).provesAnything()).isFalse();

        Manifest all = servers.backUp(first, second, third);
        assertThat(all.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(servers.catalog.fence(all).epoch()).isEqualTo(1009);
    }

    @Test
    void aServerThatGotFurtherWithoutItOutweighsAQuorum() throws Exception {
        ensembleOf(3);
        DiskServer first = flapped(begun(1).commits(5), 9);
        DiskServer second = flapped(begun(2).commits(5), 9);
        DiskServer third = begun(3).commits(4);
        Files.writeString(third.dataDir.resolve("version-2/currentEpoch"), "8");

        Manifest manifest = servers.backUp(first, second, third);

        assertThat(manifest.zxid()).isNotEqualTo(Zxid.of(1, 5));
    }

    @Test
    void oneElectionUnderWayTakesNothingBack() throws Exception {
        ensembleOf(3);
        DiskServer first = flapped(begun(1).commits(5), 2);
        DiskServer second = begun(2).commits(5);

        assertThat(servers.backUp(first, second).zxid()).isEqualTo(Zxid.of(1, 5));
    }

    @Test
    void logsWithAndWithoutDigestsAgree() throws Exception {
        ensembleOf(3);
        DiskServer older = begun(1);
        older.digests = false;
        older.commits(5);
        DiskServer newer = begun(2).commits(5);

        assertThat(servers.backUp(older, newer).zxid()).isEqualTo(Zxid.of(1, 5));
    }

    @Test
    void serversThatDisagreeAreRefused() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        DiskServer foreign = begun(2);
        foreign.values = "another value of ";
        foreign.commits(5);

        assertThatThrownBy(() -> servers.backUp(first, foreign))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("server 1 in ")
                .hasMessageContaining("server 2 in ")
                .hasMessageContaining("hold different transactions at 0x100000001")
                .hasMessageContaining("give --offline only directories of servers that ran together");
    }

    @Test
    void oneServerDoesNotCountTwice() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        DiskServer copy = begun(2).commits(5);
        Files.writeString(copy.dataDir.resolve("myid"), "1");

        assertThatThrownBy(() -> servers.backUp(first, first))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is given twice");
        assertThatThrownBy(() -> servers.backUp(first, copy))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("two of the directories are of server 1");
    }

    @Test
    void aTornTailEndsBeforeIt() throws Exception {
        ensembleOf(3);
        DiskServer first = begun(1).commits(5);
        first.logsUncommitted();
        first.appendBytes(new byte[] {0, 0, 0, 0, 1, 2, 3});
        DiskServer second = begun(2).commits(5);

        Share share = share(servers.backUp(first, second));

        assertThat(tail(share).through()).isEqualTo(Zxid.of(1, 6));
        assertThat(String.join("\n", share.remarks())).contains("ends in damage", "up to 0x100000006");
    }

    @Test
    void aSnapshotWithoutTrailersServesFromTheNextOneOn() throws Exception {
        ensembleOf(3);
        DiskServer only = member(1);
        only.elects(1).snapshotsWithoutTrailers();
        only.commits(3).snapshotsWithoutTrailers();
        only.commits(2);
        String before = StoppedServers.hashOf(only.tree, only);
        only.elects(2).commits(2);

        Manifest manifest = servers.backUp(only);

        assertThat(manifest.zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(share(manifest).baseStart()).isEqualTo(Zxid.of(1, 0));
        assertThat(servers.hash(manifest, false)).isEqualTo(before);
    }

    private void ensembleOf(int size) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int id = 1; id <= size; id++) {
            lines.append("server.").append(id).append("=host").append(id).append(":2888:3888\n");
        }
        Files.writeString(directory.resolve("zoo.cfg"), lines);
    }

    private DiskServer member(int id) throws IOException {
        DiskServer server = new DiskServer(directory.resolve("server-" + id));
        Files.writeString(server.dataDir.resolve("myid"), Integer.toString(id));
        return server;
    }

    private DiskServer begun(int id) throws IOException {
        DiskServer server = member(id);
        server.elects(1).snapshots();
        return server;
    }

    private static DiskServer flapped(DiskServer server, long accepted) throws IOException {
        Files.writeString(server.dataDir.resolve("version-2/acceptedEpoch"), Long.toString(accepted));
        return server;
    }

    private static Share share(Manifest manifest) {
        return manifest.shares().get(0).share();
    }

    private static Unproven.Tail tail(Share share) {
        return Objects.requireNonNull(Objects.requireNonNull(share.unproven()).tail());
    }
}
