package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is proven of a backup, and what is found in one that is not what its ensemble had. */
final class VerifyTest {

    private static final List<Acl> READ = List.of(new Acl(1, "world", "anyone"));

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    @Test
    void everyTransactionBehindTheWindowIsComparedByItsDigest() throws Exception {
        DiskServer server = server("one");
        Manifest backup = archive.manifestOf(server.commits(5));

        Proof proof = proof(backup);

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(proof.through()).isEqualTo(server.last());
        Proof.OfTape tape = proof.tapes().get(0);
        assertThat(tape.transactions()).isEqualTo(6);
        assertThat(tape.digests()).isEqualTo(5);
        assertThat(tape.lastDigest()).isEqualTo(server.last());
        assertThat(tape.znodes()).isEqualTo(server.tree.getNodeCount() - 1);
        assertThat(words(proof))
                .contains("after each of the last 5")
                .contains("no other base of this tape could be compared")
                .contains("other nodes' tapes; there is none");
    }

    @Test
    void withoutDigestsTheReportSaysWhatWasCheckedInstead() throws Exception {
        DiskServer server = server("one");
        server.digests = false;
        Manifest backup = archive.manifestOf(server.commits(5));

        Proof proof = proof(backup);

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(proof.tapes().get(0).digests()).isZero();
        assertThat(proof.tapes().get(0).judged()).isEqualTo(5);
        assertThat(words(proof))
                .contains("none carries a digest", "they are consecutive", "each of the last 5 found the tree");
    }

    @Test
    void aNewerBaseAtOrBeforeTheEndIsTheSameTree() throws Exception {
        Manifest backup = withNewerBase(server("one"));

        Proof proof = proof(backup);

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(proof.tapes().get(0).bases()).singleElement().asString().contains("/base/0000000100000007-");
        assertThat(words(proof)).contains("equal node by node", "at 0x100000008");
    }

    @Test
    void theBaseBeforeIsTheSameTree() throws Exception {
        withNewerBase(server("one"));

        Proof proof = proof(archive.catalog.newest().orElseThrow());

        assertThat(archive.catalog
                        .newest()
                        .orElseThrow()
                        .shares()
                        .get(0)
                        .share()
                        .baseStart())
                .isEqualTo(Zxid.of(1, 7));
        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(proof.tapes().get(0).bases()).singleElement().asString().contains("/base/0000000100000002-");
    }

    @Test
    void aBaseThatDiffersOnlyInAnAccessListIsFound() throws Exception {
        DiskServer server = server("one");
        Manifest older =
                withNewerBase(server, tree -> Altered.at(tree, "/n3", (path, node) -> Altered.withAcl(node, READ)));

        for (Manifest backup : List.of(older, archive.catalog.newest().orElseThrow())) {
            Proof proof = proof(backup);

            assertThat(proof.good()).isFalse();
            assertThat(proof.through()).isEqualTo(new Zxid(0));
            assertThat(bad(proof))
                    .singleElement()
                    .satisfies(seen -> assertThat(seen)
                            .contains(
                                    "give different trees",
                                    "/n3: access list",
                                    "world:anyone:1",
                                    "/base/0000000100000007-"));
            assertThat(archive.verify(backup.id(), Proof.Level.OBJECTS).good())
                    .as("every object is what was written")
                    .isTrue();
        }
    }

    @Test
    void aBaseThatDiffersInAQuotaIsFound() throws Exception {
        DiskServer server = server("one");
        withNewerBase(
                server,
                tree -> Altered.at(tree, "/zookeeper/quota", (path, node) -> Altered.withData(node, new byte[] {1})));

        Proof proof = proof(archive.catalog.newest().orElseThrow());

        assertThat(bad(proof)).singleElement().asString().contains("/zookeeper/quota: data");
    }

    @Test
    void whatServersWriteByThemselvesIsNoDifference() throws Exception {
        DiskServer server = server("one");
        withNewerBase(
                server,
                tree -> Altered.at(
                        tree,
                        "/zookeeper/config",
                        (path, node) -> Altered.raised(Altered.withData(node, new byte[] {1, 2, 3}), 77, 0, 0, 0)));

        Proof proof = proof(archive.catalog.newest().orElseThrow());

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(proof.tapes().get(0).bases()).hasSize(1);
    }

    @Test
    void aBaseThatContradictsTheDigestsIsFound() throws Exception {
        DiskServer server = server("one");
        Manifest older = withNewerBase(
                server, tree -> Altered.at(tree, "/n3", (path, node) -> Altered.withData(node, new byte[] {1})));

        assertThat(bad(proof(archive.catalog.newest().orElseThrow())))
                .singleElement()
                .asString()
                .contains("digest after transaction");
        assertThat(bad(proof(older))).singleElement().asString().contains("which is whole, contradicts");
    }

    @Test
    void severalNodesAgree() throws Exception {
        DiskServer one = server("one");
        DiskServer two = server("two");
        two.digests = false;
        Manifest first = archive.manifestOf(one.commits(8), "node-1");
        Manifest second = archive.manifestOf(two.commits(6), "node-2");
        Manifest both = archive.join(first, second);

        Proof proof = proof(both);

        assertThat(proof.good()).as(words(proof)).isTrue();
        assertThat(proof.agreed())
                .containsExactly(
                        new Witnessed.Agreed(2, 2, 7, Zxid.of(1, 2), Zxid.of(1, 8)),
                        new Witnessed.Agreed(1, 2, 2, Zxid.of(1, 9), Zxid.of(1, 10)));
        assertThat(words(proof))
                .contains("7 transactions from 0x100000002 to 0x100000008: agreed by 2 of 2 nodes")
                .contains("held by one node alone");
    }

    @Test
    void aNodeThatHasNoShareInTheBackupIsHeardAllTheSame() throws Exception {
        archive.manifestOf(server("one").commits(8), "node-1");
        Manifest second = archive.manifestOf(server("two").commits(6), "node-2");

        Proof proof = proof(second);

        assertThat(proof.agreed()).containsExactly(new Witnessed.Agreed(2, 2, 7, Zxid.of(1, 2), Zxid.of(1, 8)));
    }

    @Test
    void nodesThatRecordedSomethingElseAreNamedWithTheirLinks() throws Exception {
        DiskServer one = server("one");
        DiskServer two = server("two");
        Manifest first = archive.manifestOf(one.commits(3), "node-1");
        two.commits(2);
        two.values = "other ";
        Manifest second = archive.manifestOf(two.commits(1), "node-2");

        for (Manifest backup : List.of(first, second, archive.join(first, second))) {
            Proof proof = proof(backup);

            assertThat(proof.agreed()).containsExactly(new Witnessed.Agreed(2, 2, 3, Zxid.of(1, 2), Zxid.of(1, 4)));
            assertThat(bad(proof))
                    .singleElement()
                    .satisfies(seen -> assertThat(seen)
                            .contains("transaction 0x100000005 of node-")
                            .contains("is not that of node-")
                            .contains("prod/zk/node-1/zk/", "prod/zk/node-2/zk/", "/link/"));
        }
    }

    @Test
    void oneShareAloneIsLookedAt() throws Exception {
        Manifest first = archive.manifestOf(server("one").commits(3), "node-1");
        Manifest second = archive.manifestOf(server("two").commits(2), "node-2");
        Manifest both = archive.join(first, second);

        for (String tape : List.of(
                "node-2", both.part("node-2").orElseThrow().shares().get(0).tape())) {
            Proof proof = archive.verify(new VerifyJob.Request(both.id(), Proof.Level.PROOF, Optional.of(tape)));

            assertThat(proof.tapes()).extracting(Proof.OfTape::node).containsExactly("node-2");
            assertThat(proof.through()).isEqualTo(Zxid.of(1, 4));
            assertThat(proof.agreed()).isNotEmpty();
        }
        assertThatThrownBy(() ->
                        archive.verify(new VerifyJob.Request(both.id(), Proof.Level.PROOF, Optional.of("node-3"))))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("node-3");
    }

    @Test
    void aBackupThatNobodyMadeIsNotFound() throws Exception {
        assertThatThrownBy(() -> archive.verify(new BackupId("20261122T030000Z"), Proof.Level.PROOF))
                .isInstanceOf(StoreException.NotFound.class);
    }

    private Proof proof(Manifest backup) throws IOException {
        return archive.verify(backup.id(), Proof.Level.PROOF);
    }

    /** A server with one snapshot, large beside the transactions to come. */
    private DiskServer server(String name) throws IOException {
        DiskServer server = new DiskServer(directory.resolve(name));
        server.elects(1).commitsNoise(20_000).commits(1).snapshots();
        return server;
    }

    private Manifest withNewerBase(DiskServer server) throws IOException {
        return withNewerBase(server, tree -> tree);
    }

    private interface Change {
        ZnodeTree to(ZnodeTree tree) throws IOException;
    }

    /** A backup on the first base, followed by one on another, which stands at a transaction in the midst of the first. */
    private Manifest withNewerBase(DiskServer server, Change change) throws IOException {
        archive.manifestOf(server.commits(3));
        server.commits(2);
        ZnodeTree tree = change.to(ServerTree.copyOf(server.tree, server.sessions));
        Files.write(server.snapshotFile(server.last()), withTrailers(tree, server.last()));
        Manifest older = archive.manifestOf(server.commits(4));
        assertThat(older.shares().get(0).share().baseStart()).isEqualTo(Zxid.of(1, 2));
        store.advance(Duration.ofDays(8));
        Manifest newer = archive.manifestOf(server.commits(2));
        assertThat(newer.shares().get(0).share().baseStart()).isEqualTo(Zxid.of(1, 7));
        return older;
    }

    /** As a server of 3.9 ends its snapshots, so that they say themselves where their window ends. */
    private static byte[] withTrailers(ZnodeTree tree, Zxid end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(Seedings.snapshot(tree));
        out.writeLong(end.value());
        out.writeInt(TxnDigest.COMPARABLE);
        out.writeLong(tree.digest());
        seal(out, bytes);
        out.writeLong(end.value());
        seal(out, bytes);
        return bytes.toByteArray();
    }

    private static void seal(DataOutputStream out, ByteArrayOutputStream before) throws IOException {
        Adler32 adler = new Adler32();
        adler.update(before.toByteArray());
        out.writeLong(adler.getValue());
        out.writeInt(1);
        out.writeByte('/');
    }

    static List<String> bad(Proof proof) {
        return proof.findings().stream()
                .filter(finding -> !finding.good())
                .map(CheckReport.Finding::seen)
                .toList();
    }

    static String words(Proof proof) {
        return proof.findings().stream()
                .map(finding -> (finding.good() ? "ok   " : "FAIL ") + finding.subject() + ": " + finding.seen())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
