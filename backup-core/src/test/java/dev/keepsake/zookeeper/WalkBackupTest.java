package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Walk;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client read of a running ensemble is stored, found again, proven to be whole, restored and looked into. */
@SuppressWarnings("NullAway") // it does not see from class files that the data may be null
final class WalkBackupTest {

    private static final String OPEN = "world:anyone:cdrwa";

    @TempDir
    private Path directory;

    private final Archive archive = new Archive(new MemoryStore());
    private final SortedMap<String, PastZnode> ensemble = new TreeMap<>();
    private final List<PastZnode> shown = new ArrayList<>();
    private int made;

    @Test
    void aWalkIsABackupThatSaysThatItIsNoPointInTime() throws Exception {
        population();

        Manifest manifest = backUp();

        Share share = manifest.shares().get(0).share();
        assertThat(share.type()).isEqualTo("zookeeper-client");
        assertThat(share.wasWalked()).isTrue();
        assertThat(share.walk()).isEqualTo(new Walk(Zxid.of(3, 0x10), Zxid.of(3, 0x20)));
        assertThat(share.through()).isEqualTo(Zxid.of(3, 0x20));
        assertThat(share.provesAnything()).isTrue();
        assertThat(share.mayMissCommits()).isFalse();
        assertThat(share.remarks().get(0)).startsWith("not one point in time");
        assertThat(manifest.complete()).isTrue();
        assertThat(manifest.walk()).contains(new Walk(Zxid.of(3, 0x10), Zxid.of(3, 0x20)));
        assertThat(manifest.highestEpoch()).isEqualTo(3);
        assertThat(archive.catalog.read(manifest.id())).isEqualTo(manifest);
        assertThat(archive.catalog.fence(manifest).epoch()).isEqualTo(1_003);
    }

    @Test
    void everyZnodeComesBackWithItsStatButForThoseOfSessions() throws Exception {
        population();
        Manifest manifest = backUp();

        Map<String, ServerTree.Node> restored = archive.restore(manifest, directory);

        assertThat(restored.keySet()).doesNotContain("/mine");
        assertThat(restored).hasSize(ensemble.size() - 1);
        for (PastZnode znode : ensemble.values()) {
            if (znode.owner() == 0) {
                ServerTree.Node node = restored.get(znode.path().equals("/") ? "" : znode.path());
                assertThat(node).as(znode.path()).isNotNull();
                assertThat(node.acl().stream().map(Acl::words)).isEqualTo(znode.acl());
                assertThat(node.stat())
                        .isEqualTo(new ZnodeStat(
                                znode.created().value(),
                                znode.modified().value(),
                                znode.createdMillis(),
                                znode.modifiedMillis(),
                                znode.version(),
                                znode.childrenCreated(),
                                znode.aclVersion(),
                                0,
                                znode.childrenModified().value()));
            }
        }
    }

    @Test
    void whatWasReadIsLookedIntoLikeAnyOtherBackup() throws Exception {
        population();
        Manifest manifest = backUp();
        ReplayedTree tree = new ReplayedTree(manifest.zxid());

        archive.catalog.source(manifest.shares().get(0), Progress.NONE).sendTo(tree);

        tree.walk("/", shown::add);
        List<PastZnode> expected = ensemble.values().stream()
                .sorted(Comparator.comparing(znode -> znode.path().replace('/', '\0')))
                .toList();
        assertThat(shown).containsExactlyElementsOf(expected);
    }

    @Test
    void anEnsembleThatDidNotChangeIsStoredOnce() throws Exception {
        population();
        Share first = backUp().shares().get(0).share();

        Share second = backUp().shares().get(0).share();
        znode("/app/n-1", "VALUE 1", "ip:10.0.0.1:r", 0, 0); // as long as before
        Share third = backUp().shares().get(0).share();

        assertThat(second.base()).isEqualTo(first.base());
        assertThat(second.added()).isEmpty();
        assertThat(third.base().key()).isNotEqualTo(first.base().key());
        assertThat(third.added()).containsExactly(third.base());
        assertThat(archive.count("/walk")).isEqualTo(2);
    }

    @Test
    void anEarlierWalkThatIsNotWholeAnyMoreIsStoredAnew() throws Exception {
        population();
        Share first = backUp().shares().get(0).share();
        StoredObject object = archive.objects("/walk").get(0);
        byte[] cut = new byte[(int) object.size() - 1];
        System.arraycopy(archive.bytes(object), 0, cut, 0, cut.length);
        archive.replace(object, cut);

        Share second = backUp().shares().get(0).share();

        assertThat(second.base().key()).isNotEqualTo(first.base().key());
        assertThat(second.added()).hasSize(1);
    }

    @Test
    void aProofReadsItWholeAndSaysThatThereIsNothingToCompareItWith() throws Exception {
        population();
        Manifest manifest = backUp();

        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            Proof proof = archive.verify(manifest.id(), level);

            assertThat(proof.good()).as(VerifyTest.words(proof)).isTrue();
            assertThat(VerifyTest.words(proof))
                    .contains("read to the end")
                    .contains("not compared")
                    .contains("not one point in time");
            assertThat(proof.tapes()).isEmpty();
            assertThat(proof.agreed()).isEmpty();
        }
    }

    @Test
    void everyDamageOfItIsFoundAndNamed() throws Exception {
        population();
        Manifest manifest = backUp();
        StoredObject object = archive.objects("/walk").get(0);
        byte[] whole = archive.bytes(object);
        Random random = new Random(1);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            archive.replace(object, damaged);
            for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
                Proof proof = archive.verify(manifest.id(), level);
                assertThat(proof.good()).isFalse();
                assertThat(VerifyTest.bad(proof).toString())
                        .contains(object.key().value());
            }
            assertThatThrownBy(() -> archive.restore(manifest, directory.resolve("blank")))
                    .isInstanceOf(CorruptException.class);
        }
        archive.lose(object);
        assertThat(archive.verify(manifest.id(), Proof.Level.OBJECTS).good()).isFalse();
    }

    @Test
    void anEnsembleOfWhichNothingCanBeReadIsNoBackup() {
        assertThatThrownBy(this::backUp).isInstanceOf(RefusedException.class).hasMessageContaining("no znode /");
        assertThatThrownBy(archive.catalog::latestId).hasMessageContaining("there is no backup");
    }

    @Test
    void theBytesOfAGatheredTreeAreThoseOfTheSameTreeInAnyOrder() throws Exception {
        population();
        GatheredTree inOrder = new GatheredTree("/");
        GatheredTree otherwise = new GatheredTree("/");
        for (PastZnode znode : ensemble.values()) {
            inOrder.add(znode);
        }
        for (PastZnode znode : ensemble.values().stream()
                .sorted(Comparator.comparing((PastZnode one) -> one.path().length())
                        .thenComparing(Comparator.comparing(PastZnode::path).reversed()))
                .toList()) {
            otherwise.add(znode);
        }

        byte[] bytes = inOrder.artefact(walked()).content().open().readAllBytes();

        assertThat(otherwise.artefact(walked()).content().open().readAllBytes()).isEqualTo(bytes);
        assertThat(bytes).hasSize((int) inOrder.artefact(walked()).length());
    }

    @Test
    void aTreeBelowAPathHoldsNothingElse() throws Exception {
        GatheredTree tree = new GatheredTree("/app/sub");
        znode("/app/sub", "x", OPEN, 0, 1);
        znode("/app/sub/a", "y", OPEN, 0, 0);
        for (PastZnode znode : ensemble.values()) {
            tree.add(znode);
        }

        tree.walk("/app/sub", shown::add);

        assertThat(shown).extracting(PastZnode::path).containsExactly("/app/sub", "/app/sub/a");
        assertThat(tree.znode("/app")).isEmpty();
        assertThat(tree.znode("/")).isEmpty();
        assertThat(tree.children("/app/sub")).containsExactly("a");
        assertThat(tree.znode("/app/sub/a")).isPresent();
    }

    private void population() {
        znode("/", null, OPEN, 0, 4);
        znode("/zookeeper", "", OPEN, 0, 1);
        znode("/zookeeper/quota", "", OPEN, 0, 0);
        znode("/app", "data", "digest:u:abcdefghijklmnopqrstuvwxyz0=:cdrwa", 0, 300);
        for (int i = 0; i < 300; i++) {
            znode("/app/n-" + i, "value " + i, i % 3 == 0 ? OPEN : "ip:10.0.0." + i % 5 + ":r", 0, 0);
        }
        znode("/empty", "", OPEN, 0, 0);
        znode("/mine", "x", OPEN, 0x1000_0000_0001L, 0);
    }

    private void znode(String path, String data, String acl, long owner, int children) {
        made++;
        ensemble.put(
                path,
                new PastZnode(
                        path,
                        data == null ? null : data.getBytes(StandardCharsets.UTF_8),
                        List.of(acl),
                        owner == 0 ? PastZnode.Kind.PERSISTENT : PastZnode.Kind.EPHEMERAL,
                        Zxid.of(2, made),
                        Zxid.of(2, made + 1_000),
                        Zxid.of(2, made + 2_000),
                        1_700_000_000_000L + made,
                        1_700_000_001_000L + made,
                        made % 7,
                        children + 3,
                        made % 3,
                        owner,
                        children));
    }

    private Walked walk(ZnodeView.Step step) throws IOException {
        for (PastZnode znode : ensemble.values()) {
            step.at(znode);
        }
        return walked();
    }

    private Walked walked() {
        Instant begun = Instant.parse("2026-11-22T03:00:00Z");
        Walked.Some none = new Walked.Some(0, List.of());
        return new Walked(
                Zxid.of(3, 0x10),
                Zxid.of(3, 0x20),
                begun,
                begun.plusSeconds(2),
                "/",
                ensemble.size(),
                1,
                2,
                none,
                none);
    }

    private Manifest backUp() throws IOException {
        WalkSource source = new WalkSource("zk", this::walk, () -> new CheckReport(List.of()));
        BackupJob job = new BackupJob(archive.written, List.of(source), "test", Archive.NOBODY);
        made++;
        BackupId id = new BackupId(String.format("20261122T03%02d%02dZ", made / 60 % 60, made % 60));
        return job.run(new BackupJob.Request(id, null, "node-1", List.of("node-1")));
    }
}
