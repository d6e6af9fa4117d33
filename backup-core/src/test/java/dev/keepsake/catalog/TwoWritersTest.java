package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two processes of one node: one that was taken for dead and was not, or a second machine with the same configuration. What one of
 * them stored stays as it is, since a backup may name it.
 */
final class TwoWritersTest {

    private static final BackupId ID = new BackupId("20261122T030000Z");
    private static final BackupId NEXT = new BackupId("20261123T030000Z");
    private static final TapeStart FIRST = new TapeStart(TapeStart.Reason.FIRST, "", new TreeMap<>());

    private final MemoryStore store = new MemoryStore();
    private final Catalog one = new Catalog(store, "prod", new Random(1));
    private final Catalog other = new Catalog(store, "prod", new Random(2));

    @BeforeEach
    void anArchive() throws IOException {
        one.create("test");
    }

    @Test
    void whatASecondProcessCapturesForTheSameBackupLeavesTheDocumentsOfTheFirst() throws IOException {
        Manifest manifest = backUp(one, "state of the one");

        assertThatThrownBy(() -> backUp(other, "state of the other"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("another agent");

        StoredDocument document =
                manifest.documents().get(0).share().documents().get(0);
        assertThat(one.documents().requireWhole(document)).isTrue();
        assertThat(one.documents().open(document).readAllBytes())
                .isEqualTo("state of the one".getBytes(StandardCharsets.UTF_8));
    }

    private static Manifest backUp(Catalog catalog, String text) throws IOException {
        return new BackupJob(catalog, List.of(new Told(text)), "test", Watchers.NONE)
                .run(new BackupJob.Request(ID, null, "node-1", List.of("node-1")));
    }

    @Test
    void whatASecondProcessReadsThroughAClientLeavesTheWalkOfTheFirst() throws IOException {
        Share first = walked(one, 'a');
        Share second = walked(other, 'b');

        assertWhole(first);
        assertWhole(second);
    }

    private static Share walked(Catalog catalog, char letter) throws IOException {
        TapeWriter writer = catalog.tape(ID, "node-1", "zk");
        byte[] bytes = {(byte) letter};
        writer.receive(new Artefact(
                Artefact.Kind.WALK,
                Zxid.of(1, 1),
                Zxid.of(1, 1),
                1,
                new TreeMap<>(),
                () -> new ByteArrayInputStream(bytes)));
        return writer.share("zookeeper-client");
    }

    @Test
    void ofTwoWhoStoreTheSameBaseAtTheSameTimeNeitherSpoilsTheOthersBackup() throws IOException {
        TapeWriter before = one.tape(ID, "node-1", "zk");
        before.end();
        before.begin(FIRST);
        before.receive(base(1, () -> new ByteArrayInputStream(new byte[9])));
        share(before);
        TapeWriter first = one.tape(NEXT, "node-1", "zk");
        TapeWriter second = other.tape(NEXT, "node-1", "zk");
        first.end();
        second.end();
        List<Share> shares = new ArrayList<>();

        second.receive(base(5, () -> {
            // the second one has looked, and found none
            first.receive(base(5, () -> new ByteArrayInputStream(new byte[9])));
            shares.add(share(first));
            return new ByteArrayInputStream(new byte[9]);
        }));
        shares.add(share(second));

        assertThat(shares).hasSize(2);
        for (Share share : shares) {
            assertThat(share.baseStart()).isEqualTo(Zxid.of(1, 5));
            assertWhole(share);
        }
        TapeWriter later = other.tape(NEXT, "node-1", "zk");
        later.end();
        later.receive(base(5, () -> new ByteArrayInputStream(new byte[9])));
        assertThat(share(later).added()).as("it is there already").isEmpty();
        assertThat(store.list("prod/zk/", "").all()).hasSize(4);
    }

    private static Artefact base(long counter, Content content) {
        Zxid zxid = Zxid.of(1, counter);
        Map<String, String> facts = Map.of("replay-after", zxid.toString(), "nodes", "1", "sessions", "0");
        return new Artefact(Artefact.Kind.BASE, zxid, zxid, 9, new TreeMap<>(facts), content);
    }

    private static Share share(TapeWriter writer) throws IOException {
        writer.describe(new TreeMap<>(Map.of("committed", "0x100000009")));
        return writer.share("zookeeper");
    }

    /** What a backup names is what stands there. */
    private void assertWhole(Share share) throws IOException {
        StoredPiece base = share.base();
        StoredObject object = store.list(base.key().value(), "").next().orElseThrow();
        assertThat(SealedPiece.look(Vault.clear(store), object).stored()).isEqualTo(base);
    }

    /** A source of one document. */
    private record Told(String text) implements DocumentSource {

        @Override
        public String name() {
            return "marathon";
        }

        @Override
        public String type() {
            return "made";
        }

        @Override
        public void sendTo(DocumentSink sink) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sink.receive(new Document("state", bytes.length, new TreeMap<>(), () -> new ByteArrayInputStream(bytes)));
            sink.describe(new TreeMap<>());
        }

        @Override
        public CheckReport check() {
            return new CheckReport(List.of());
        }
    }
}
