package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who did what, as the archive remembers it. */
final class AuditTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/v1/audit.json");

    private final MemoryStore store = new MemoryStore();

    private Catalog clear() throws IOException {
        Catalog catalog = new Catalog(store, "prod", new Random(1));
        catalog.create("test");
        return catalog;
    }

    @Test
    void whatWasDoneIsListedNewestFirst() throws IOException {
        Audit audit = clear().audit();
        audit.note("hold", "backup x: why", "done", "", "ops", "here");
        audit.note("restore", "backup x into /blank", "failed", "no space", "ops", "here");

        List<Audit.Listed> listed = audit.list(10);

        assertThat(listed)
                .extracting(one -> one.entry().orElseThrow().deed())
                .containsExactlyInAnyOrder("restore", "hold");
        assertThat(listed).noneMatch(Audit.Listed::signed);
        assertThat(audit.list(1)).hasSize(1);
    }

    @Test
    void onlyWhatSomebodyTrustedSignedCountsAsSigned() throws IOException {
        Catalog agent = new Catalog(store, SealKeys.agent(), "prod", new Random(1));
        agent.create("test");
        agent.audit().note("prune", "slot x", "done", "", "keepsake", "node-1");
        KeyText stranger = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        KeyText recipient = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);

        Audit.Listed trusted = new Catalog(store, SealKeys.restorer(), "prod", new Random(2))
                .audit()
                .list(1)
                .get(0);
        Audit.Listed foreign = new Catalog(store, SealKeys.restorer(recipient, stranger), "prod", new Random(2))
                .audit()
                .list(1)
                .get(0);

        assertThat(trusted.signed()).isTrue();
        assertThat(foreign.signed()).isFalse();
        assertThat(foreign.entry()).isEqualTo(trusted.entry());
    }

    @Test
    void whatIsDamagedHidesNothingElse() throws IOException {
        Audit audit = clear().audit();
        audit.note("hold", "backup x: why", "done", "", "ops", "here");
        store.putIfAbsent(
                new ObjectKey("prod/audit/" + Ulid.at(Instant.parse("2030-01-01T00:00:00Z"), new Random(3)) + ".json"),
                "{".getBytes(StandardCharsets.UTF_8));
        store.putIfAbsent(new ObjectKey("prod/audit/other.txt"), new byte[1]);

        List<Audit.Listed> listed = audit.list(10);

        assertThat(listed).hasSize(2);
        assertThat(listed.get(0).entry()).isPresent();
        assertThat(listed.get(1).problem()).contains("prod/audit/");
    }

    @Test
    void namesOfTheYearsToComeDoNotHideWhatWasDone() throws IOException {
        Audit audit = clear().audit();
        audit.note("prune", "slot x", "done", "", "ops", "here");
        byte[] record = store.open(audit.list(1).get(0).key(), 0).readAllBytes();
        for (int i = 10; i < 90; i++) {
            store.putIfAbsent(new ObjectKey("prod/audit/7ZZZZZZZZZ00000000000000" + i + ".json"), record);
        }
        String inTime = Ulid.at(Instant.now().minusSeconds(86_400), new Random(3));
        store.putIfAbsent(new ObjectKey("prod/audit/" + inTime + ".json"), record);

        List<Audit.Listed> listed = audit.list(3);

        assertThat(listed.get(0).entry()).isPresent();
        assertThat(listed.get(1).problem()).as("a record moved to another time").contains("its name says another time");
        assertThat(listed.get(2).problem()).contains("its name says another time");
    }

    @Test
    void aClusterOfWhichNothingIsKeptIsNoneToNoteAnythingOf() throws IOException {
        Audit audit = clear().audit();

        assertThatThrownBy(audit::requireCluster).hasMessageContaining("nothing is kept of a cluster 'prod'");
        store.putIfAbsent(new ObjectKey("prod/zk/x"), new byte[1]);
        audit.requireCluster();
    }

    @Test
    void strangersRecordsDoNotCrowdOutSignedOnes() throws IOException {
        Catalog agent = new Catalog(store, SealKeys.agent(), "prod", new Random(1));
        agent.create("test");
        agent.audit().note("prune", "slot x", "done", "", "keepsake", "node-1");
        Audit stranger = new Catalog(store, SealKeys.restorer(), "prod", new Random(2)).audit();
        for (int i = 0; i < 20; i++) {
            stranger.note("restore", "noise " + i, "done", "", "x", "y");
        }

        assertThat(stranger.signed(2))
                .singleElement()
                .satisfies(one -> assertThat(one.entry().orElseThrow().deed()).isEqualTo("prune"));
    }

    @Test
    void aCopyBringsThem() throws IOException {
        Catalog catalog = clear();
        catalog.audit().note("undo", "x", "in-part", "", "ops", "here");
        MemoryStore copy = new MemoryStore();

        catalog.copier(copy).copy(new Copier.Request(Set.of(), false), Progress.NONE);

        assertThat(new Catalog(copy, "prod", new Random(1)).audit().list(10))
                .isEqualTo(catalog.audit().list(10));
    }

    @Test
    void aRecordOfThisVersionIsReadForEver() throws IOException {
        ObjectKey key = new ObjectKey("prod/audit/01KAPQS1B0ARZ3NDEKTSV4RRFF.json");

        AuditRecord golden = Json.read(key, Files.readAllBytes(GOLDEN), AuditRecord.class);

        assertThat(golden)
                .isEqualTo(new AuditRecord(
                        "restore",
                        "backup 20261122T030000Z into /var/lib/zookeeper",
                        "done",
                        "",
                        "ops (sudo by anna)",
                        "zk-1",
                        Instant.parse("2026-11-23T03:12:45Z")));
    }

    @Test
    void longWordsAreCutAndUnknownDeedsRefused() {
        AuditRecord record =
                new AuditRecord("undo", "x".repeat(5_000), "done", "y".repeat(5_000), "ops", "here", Instant.EPOCH);

        assertThat(record.subject()).hasSize(1_000).endsWith("…");
        assertThat(record.words()).hasSize(1_000);
        assertThatThrownBy(() -> new AuditRecord("steal", "", "done", "", "ops", "here", Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
