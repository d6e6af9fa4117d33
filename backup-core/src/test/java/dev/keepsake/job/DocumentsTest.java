package dev.keepsake.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.Unwatched;
import dev.keepsake.zookeeper.TapeProof;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources without a tape: their documents are whole in every backup, or the backup says that they failed. */
final class DocumentsTest {

    private final MemoryStore store = new MemoryStore();
    private final MadeDocuments marathon =
            new MadeDocuments("marathon").with("apps", "{\"apps\":[]}").with("empty", "");
    private int made;

    @Test
    void whatWasSentComesBack() throws Exception {
        Manifest manifest = backUp(store, marathon);

        DocumentShare share = only(manifest);
        assertThat(share.source()).isEqualTo("marathon");
        assertThat(share.type()).isEqualTo("made");
        assertThat(share.facts()).containsExactly(Map.entry("version", "1.11"));
        assertThat(share.document("apps").orElseThrow().facts()).containsEntry("status", "200");
        assertThat(sent(share)).isEqualTo(Map.of("apps", "{\"apps\":[]}", "empty", ""));
        assertThat(manifest.complete()).isTrue();
        assertThat(manifest.addedBytes()).isEqualTo(share.bytes()).isPositive();
    }

    @Test
    void aSourceThatFailsInTheMiddleGivesNothingAndCostsTheOthersNothing() throws Exception {
        MadeDocuments broken = new MadeDocuments("broken").with("first", "half of it");
        broken.failure = new RefusedException("the leader is gone");

        Manifest manifest = backUp(store, marathon, broken);

        assertThat(manifest.documents()).hasSize(1);
        assertThat(manifest.complete()).isFalse();
        assertThat(manifest.parts().get(0).failures()).singleElement().satisfies(failure -> {
            assertThat(failure.source()).isEqualTo("broken");
            assertThat(failure.reason()).isEqualTo("the leader is gone");
        });
    }

    @Test
    void whatNobodyForesawOfOneSourceCostsTheOthersNothing() throws Exception {
        MadeDocuments broken = new MadeDocuments("broken");
        broken.defect = new IllegalArgumentException("Illegal character in query at index 30");

        Manifest manifest = backUp(store, broken, marathon);

        assertThat(manifest.documents()).hasSize(1);
        assertThat(manifest.complete()).isFalse();
        assertThat(manifest.parts().get(0).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason())
                        .contains("unforeseen", "IllegalArgumentException", "Illegal character in query"));
    }

    @Test
    void whatTheStoreFailsWithIsNoFailureOfTheSource() {
        marathon.defect =
                new UncheckedIOException(new StoreException.Unavailable("the store is away", new IOException("away")));

        assertThatThrownBy(() -> backUp(store, new MadeDocuments("other"), marathon))
                .isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void noServerCanTellMoreOfItselfThanARecordHolds() throws Exception {
        MadeDocuments telling = new MadeDocuments("telling").with("one", "{}");
        telling.facts.put("frameworks", "x".repeat((1 << 20) + 1));
        telling.facts.put("header." + "x".repeat(1100), "long");
        telling.facts.put("leader", "half of a pair: \ud83d");
        for (int i = 0; i < 500; i++) {
            telling.facts.put(String.format("variable-%03d", i), "x".repeat(300));
        }
        MadeDocuments failing = new MadeDocuments("failing");
        failing.failure = new RefusedException("it said: " + "\ud83d".repeat(1 << 20));

        Manifest manifest = backUp(store, marathon, telling, failing);

        DocumentShare told = manifest.documents().get(1).share();
        assertThat(told.facts().get("frameworks"))
                .startsWith("xxx")
                .endsWith("…")
                .hasSizeLessThan(33_000);
        assertThat(told.facts().get("leader")).isEqualTo("half of a pair: ?");
        assertThat(told.facts()).containsKey("facts-left-out").doesNotContainKey("variable-499");
        assertThat(told.facts().keySet()).noneMatch(name -> name.startsWith("header."));
        assertThat(manifest.parts().get(0).failures().get(0).reason()).startsWith("it said: ???");
        assertThat(catalog(store).read(manifest.id())).isEqualTo(manifest);
    }

    @Test
    void nothingIsCommittedWhereNothingWasSent() {
        marathon.failure = new RefusedException("the leader is gone");

        assertThatThrownBy(() -> backUp(store, marathon)).hasMessage("the leader is gone");
        assertThatThrownBy(() -> catalog(store).latestId()).hasMessageContaining("there is no backup");
    }

    @Test
    void documentsThatAreCalledLikeRecordsAreCopiedAsWhatTheyAre() throws Exception {
        Manifest manifest = backUp(store, marathon.with("state.json", "{}").with("claim-1.json", "{}"));
        MemoryStore target = new MemoryStore();

        CopyReport report = catalog(store).copier(target).copy(new Copier.Request(Set.of(), false), Progress.NONE);

        assertThat(report.findings()).isEmpty();
        assertThat(report.count(CopyReport.Fate.COPIED)).isEqualTo(1);
        for (StoredDocument document : only(manifest).documents()) {
            assertThat(catalog(target).documents().requireWhole(document)).isTrue();
        }
    }

    @Test
    void everyByteOfEveryDocumentIsLookedAt() throws Exception {
        Manifest manifest = backUp(store, marathon);
        assertThat(verified(manifest).good()).isTrue();
        assertThat(verified(manifest).findings())
                .anyMatch(finding -> finding.seen().startsWith("2 documents read to the end"));
        for (StoredDocument document : only(manifest).documents()) {
            ObjectKey key = document.piece().key();
            byte[] whole = store.open(key, 0).readAllBytes();
            for (int i = 0; i < whole.length; i++) {
                byte[] flipped = whole.clone();
                flipped[i] ^= 4;
                requireNamed(manifest, key, flipped);
                requireNamed(manifest, key, Arrays.copyOf(whole, i));
            }
            replace(key, whole);
        }
        assertThat(verified(manifest).good()).isTrue();
    }

    @Test
    void aDocumentOfAnotherBackupOrNoneIsNamed() throws Exception {
        Manifest before = backUp(store, marathon);
        Manifest manifest = backUp(store, new MadeDocuments("marathon").with("apps", "{}"));
        ObjectKey key = only(manifest).documents().get(0).piece().key();
        ObjectKey others = only(before).documents().get(0).piece().key();
        byte[] own = store.open(key, 0).readAllBytes();

        requireNamed(manifest, key, store.open(others, 0).readAllBytes());
        store.delete(key);
        assertThat(verified(manifest).good()).isFalse();
        assertThatThrownBy(() -> sent(only(manifest))).hasMessageContaining(key.value());
        MemoryStore elsewhere = new MemoryStore();
        catalog(elsewhere)
                .documents()
                .writer(manifest.id(), "node-1", "marathon")
                .receive(new Document("apps", 2, new TreeMap<>(), () -> new ByteArrayInputStream(own, 0, 2)));
        requireNamed(manifest, key, elsewhere.open(key, 0).readAllBytes());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatDiesAtAnyStepLeavesOnlyWholeBackups(Fault fault) throws Exception {
        boolean struck = true;
        for (int failAt = 0; struck; failAt++) {
            MemoryStore under = new MemoryStore();
            FaultyStore faulty = new FaultyStore(under, failAt, fault);
            attempt(faulty);
            requireWhole(under, fault);
            backUp(under, marathon);
            requireWhole(under, fault);
            struck = faulty.struck();
        }
    }

    private void attempt(ObjectStore faulty) {
        try {
            backUp(faulty, marathon);
        } catch (IOException planned) {
            assertThat(planned).hasMessageNotContaining("null");
        }
    }

    private void requireWhole(ObjectStore under, Fault fault) throws IOException {
        for (Catalog.Listed listed : catalog(under).list()) {
            if (listed.manifest().isEmpty()) {
                assertThat(fault).isEqualTo(Fault.TORN);
                continue;
            }
            assertThat(sent(catalog(under), only(listed.manifest().get())))
                    .isEqualTo(Map.of("apps", "{\"apps\":[]}", "empty", ""));
        }
    }

    private void requireNamed(Manifest manifest, ObjectKey key, byte[] bytes) throws IOException {
        replace(key, bytes);
        Proof proof = verified(manifest);
        assertThat(proof.good()).isFalse();
        assertThat(proof.findings())
                .anyMatch(finding -> !finding.good()
                        && finding.subject().equals("node-1/marathon")
                        && finding.seen().contains(key.value()));
        assertThatThrownBy(() -> sent(only(manifest))).isInstanceOf(CorruptException.class);
    }

    private void replace(ObjectKey key, byte[] bytes) throws IOException {
        store.delete(key);
        store.putIfAbsent(key, bytes);
    }

    private Proof verified(Manifest manifest) throws IOException {
        return new VerifyJob(catalog(store), new TapeProof(), Progress.NONE, "here")
                .run(new VerifyJob.Request(manifest.id(), Proof.Level.OBJECTS, Optional.empty()));
    }

    private Manifest backUp(ObjectStore to, Source... sources) throws IOException {
        BackupId id = BackupId.byHand(to.now(), String.format("%06d", ++made));
        BackupJob job = new BackupJob(catalog(to), List.of(sources), "test", new Unwatched());
        return job.run(new BackupJob.Request(id, null, "node-1", List.of("node-1")));
    }

    private static Catalog catalog(ObjectStore store) {
        return new Catalog(store, "prod", new Random(7));
    }

    private static DocumentShare only(Manifest manifest) {
        assertThat(manifest.documents()).hasSize(1);
        return manifest.documents().get(0).share();
    }

    private Map<String, String> sent(DocumentShare share) throws IOException {
        return sent(catalog(store), share);
    }

    private static Map<String, String> sent(Catalog catalog, DocumentShare share) throws IOException {
        Map<String, String> sent = new TreeMap<>();
        catalog.documents().source(share).sendTo(new DocumentSink() {
            @Override
            public void receive(Document document) throws IOException {
                try (InputStream in = document.content().open()) {
                    byte[] bytes = in.readAllBytes();
                    assertThat(bytes).hasSize((int) document.length());
                    sent.put(document.name(), new String(bytes, StandardCharsets.UTF_8));
                }
            }

            @Override
            public void describe(SortedMap<String, String> facts) {
                assertThat(facts).isEqualTo(share.facts());
            }
        });
        return sent;
    }
}
