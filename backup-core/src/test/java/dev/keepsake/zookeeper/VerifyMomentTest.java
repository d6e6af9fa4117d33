package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Rolling;
import dev.keepsake.job.MomentProof;
import dev.keepsake.job.VerifyMomentJob;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A moment is proven by the way that a restore takes; what that goes around is named and held against nobody. */
final class VerifyMomentTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer one;
    private DiskServer two;

    @BeforeEach
    void twoServersOfOneHistory() throws IOException {
        one = new DiskServer(directory.resolve("one"));
        two = new DiskServer(directory.resolve("two"));
        one.elects(1).snapshots();
        two.elects(1).snapshots();
    }

    @Test
    void aMomentBetweenBackupsIsProvenAndHeldAgainstTheOtherTape() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);

        MomentProof proof = proof(Zxid.of(1, 8));

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(spared(proof)).isEmpty();
        assertThat(words(proof))
                .contains("replayed from prod/zk/node-")
                .contains("8 transactions through 0x100000008")
                .contains("equal node by node")
                .contains("8 transactions from 0x100000001 to 0x100000008: agreed by 2 of 2 nodes");
        assertThat(proof.agreed()).containsExactly(new Witnessed.Agreed(2, 2, 8, Zxid.of(1, 1), Zxid.of(1, 8)));
        assertThat(proof.tapes())
                .singleElement()
                .satisfies(tape -> assertThat(tape.through()).isEqualTo(Zxid.of(1, 8)));
    }

    @Test
    void aMomentThatTakesSeveralTapesIsProvenByThatWay() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-1", "/link/", 1);
        archive.lose("node-2", "/base/", 0);

        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            MomentProof proof = proof(Zxid.of(1, 9), level);

            assertThat(proof.good()).as(words(proof)).isTrue();
            assertThat(proof.way().legs()).hasSize(2);
            assertThat(words(proof))
                    .contains("bridge: everything after 0x100000000 through 0x100000004 from tape node-1/zk/")
                    .contains("bridge: everything after 0x100000004 through 0x100000009 from tape node-2/zk/")
                    .contains("4 objects from prod/zk/node-1/zk/");
        }
        assertThat(words(proof(Zxid.of(1, 9))))
                .contains("6 transactions from 0x100000001 to 0x100000009: agreed by 2 of 2 nodes")
                .contains("3 transactions from 0x100000005 to 0x100000007, held by one node alone");
    }

    @Test
    void whatARestoreGoesAroundIsNamedAndSpared() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-2", "/base/", 0);
        StoredObject damaged = archive.object("node-1", "/link/", 1);
        flip(damaged);

        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            MomentProof proof = proof(Zxid.of(1, 9), level);

            assertThat(proof.good()).as(words(proof)).isTrue();
            assertThat(proof.way().legs()).as("as a restore goes").hasSize(2);
            assertThat(spared(proof))
                    .anySatisfy(seen -> assertThat(seen).contains(damaged.key().value()));
        }
    }

    @Test
    void aDamagedBaseIsSparedWhereAnotherTapeLeadsThere() throws Exception {
        links(one, "node-1", 4, 3);
        links(two, "node-2", 4, 3);
        List<StoredObject> bases = archive.objects("/base/");
        String taken = archive.moments()
                .at(Zxid.of(1, 6))
                .shares()
                .get(0)
                .share()
                .base()
                .key()
                .value();
        flip(bases.stream()
                .filter(base -> base.key().value().equals(taken))
                .findFirst()
                .orElseThrow());

        MomentProof proof = proof(Zxid.of(1, 6));

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(spared(proof)).singleElement().asString().contains(taken);
        assertThat(words(proof)).contains("no other base leads to this moment");
    }

    @Test
    void aRunWhoseLinksAreWholeFailsNothing() throws Exception {
        links(one, "node-1", 4, 3, 3);
        String key = new Rolling(store).rollUp(0, 3).value();
        flip(archive.objects(key).get(0));

        MomentProof proof = proof(Zxid.of(1, 9));

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(spared(proof)).singleElement().asString().contains(key, "The links that it was made of are whole");
    }

    @Test
    void whereNothingLeadsThereTheDamageIsSaid() throws Exception {
        links(one, "node-1", 4, 3);
        StoredObject damaged = archive.object("node-1", "/link/", 0);
        flip(damaged);

        MomentProof proof = proof(Zxid.of(1, 6));

        assertThat(proof.good()).isFalse();
        assertThat(words(proof)).contains("FAIL").contains(damaged.key().value());
    }

    @Test
    void aWholeTapeOfAnotherHistorySpeaksAgainstIt() throws Exception {
        links(one, "node-1", 4, 3);
        two.values = "another ";
        links(two, "node-2", 4, 3);

        MomentProof proof = proof(archive.moments("node-1"), Zxid.of(1, 6), Proof.Level.PROOF);

        assertThat(proof.good()).isFalse();
        assertThat(words(proof)).contains("FAIL witnesses of zk", "0x100000001");
    }

    private MomentProof proof(Zxid zxid) throws IOException {
        return proof(zxid, Proof.Level.PROOF);
    }

    private MomentProof proof(Zxid zxid, Proof.Level level) throws IOException {
        return proof(archive.moments(), zxid, level);
    }

    private MomentProof proof(Moments moments, Zxid zxid, Proof.Level level) throws IOException {
        Chosen chosen = moments.at(zxid);
        return new VerifyMomentJob(archive.catalog, new TapeProof(), Progress.NONE, "here").run(moments, chosen, level);
    }

    private static String words(MomentProof proof) {
        return proof.findings().stream()
                .map(finding -> (finding.good() ? "ok " : "FAIL ") + finding.subject() + ": " + finding.seen())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> spared(MomentProof proof) {
        return proof.findings().stream()
                .filter(CheckReport.Finding::isSpared)
                .map(CheckReport.Finding::seen)
                .toList();
    }

    private void links(DiskServer server, String node, int... transactions) throws IOException {
        for (int more : transactions) {
            archive.manifestOf(server.commits(more), node);
        }
    }

    /** So that only reading shows it. */
    private void flip(StoredObject object) throws IOException {
        byte[] bytes = archive.bytes(object);
        bytes[bytes.length - 80] ^= 1;
        archive.replace(object, bytes);
    }
}
