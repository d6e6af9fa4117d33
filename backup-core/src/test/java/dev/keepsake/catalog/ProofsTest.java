package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreRequests;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Reports of looks at backups: what their keys say, and what several of them come to. */
final class ProofsTest {

    private static final BackupId BACKUP = new BackupId("20261122T030000Z");
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final Proofs proofs = new Catalog(store, "prod", new Random(7)).proofs();

    @Test
    void whatIsPutIsReadAsItWas() throws IOException {
        Proof proof = report(Proof.Level.PROOF, true);

        String key = proofs.put(proof);

        assertThat(key).matches("prod/verify/20261122T030000Z/[0-9A-Z]{26}-proof-0000000100000007\\.json");
        PastProof past = proofs.newest(BACKUP).orElseThrow();
        assertThat(past.time()).isEqualTo(NOW);
        assertThat(past.through()).isEqualTo(Zxid.of(1, 7));
        assertThat(proofs.read(past)).isEqualTo(proof);
    }

    @Test
    void theNewestIsTheLastOneAlsoWhenAClockStandsStill() throws IOException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add(proofs.put(report(Proof.Level.OBJECTS, i % 2 == 0)));
        }

        assertThat(keys).isSorted().doesNotHaveDuplicates();
        assertThat(proofs.newest(BACKUP).orElseThrow().good()).isFalse();
    }

    @Test
    void aReportElsewhereThanItBelongsIsDamage() throws IOException {
        String key = proofs.put(report(Proof.Level.PROOF, false));
        byte[] bytes;
        try (InputStream in = store.open(new ObjectKey(key), 0)) {
            bytes = in.readAllBytes();
        }
        store.putIfAbsent(new ObjectKey(key.replace("20261122T030000Z", "20261123T030000Z")), bytes);
        store.putIfAbsent(new ObjectKey(key.replace("-failed", "-0000000100000007")), bytes);

        PastProof otherBackup = proofs.newest(new BackupId("20261123T030000Z")).orElseThrow();
        PastProof whitewashed = proofs.standing(BACKUP).proven().orElseThrow();
        for (PastProof moved : List.of(otherBackup, whitewashed)) {
            assertThatThrownBy(() -> proofs.read(moved))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("it was moved here from elsewhere");
        }
    }

    @Test
    void whatIsVouchedForIsGivenInFullAndReadOnce() throws IOException {
        Catalog signing = new Catalog(store, SealKeys.agent(), "prod", new Random(8));
        signing.create("test");
        Proof signed = report(Proof.Level.PROOF, true);
        signing.proofs().put(signed);
        Proof strangers = report(Proof.Level.DRILL, false);
        proofs.put(strangers);
        AtomicInteger opened = new AtomicInteger();
        ObjectStore counting = new CountedStore(store, new StoreRequests() {
            @Override
            public void done(Kind kind, Outcome outcome, Duration took) {
                opened.addAndGet(kind == Kind.READ ? 1 : 0);
            }

            @Override
            public void sent(long bytes) {}

            @Override
            public void received(long bytes) {}
        });

        Proofs trusting = new Catalog(counting, SealKeys.restorer(), "prod", new Random(9)).proofs();
        trusting.vouched(BACKUP);
        int before = opened.get();
        assertThat(trusting.vouched(BACKUP)).containsExactly(signed);
        assertThat(opened.get() - before).as("reads of two reports").isEqualTo(2);
        assertThat(new Catalog(store, "prod", new Random(9)).proofs().reports().get(BACKUP))
                .hasSize(2);
    }

    @Test
    void otherKeysBelowVerifyArePassedOver() throws IOException {
        for (String name : List.of(
                "readme.txt",
                "20261122T030000Z/note.json",
                "20261122T030000Z/01M82Y8KBMQH2S2JRJ7VNBS20D-glance-failed.json",
                "yesterday/01M82Y8KBMQH2S2JRJ7VNBS20D-proof-failed.json")) {
            store.putIfAbsent(new ObjectKey("prod/verify/" + name), new byte[] {1});
        }

        assertThat(proofs.standings()).isEmpty();
        assertThat(proofs.newest(BACKUP)).isEmpty();
    }

    @Test
    void aFailureCountsUntilALookAsCloseIsGood() throws IOException {
        assertThat(standing()).isEqualTo("-");
        assertThat(standing("+objects")).isEqualTo("-");
        assertThat(standing("+drill")).isEqualTo("drill");
        assertThat(standing("+proof", "+objects")).isEqualTo("proof");
        assertThat(standing("+proof", "-objects")).isEqualTo("FAILED objects");
        assertThat(standing("-proof", "+objects")).isEqualTo("FAILED proof");
        assertThat(standing("-proof", "+drill")).isEqualTo("FAILED proof");
        assertThat(standing("-objects", "+drill")).isEqualTo("drill");
        assertThat(standing("-proof", "+proof")).isEqualTo("proof");
        assertThat(standing("+proof", "-drill", "+objects")).isEqualTo("FAILED drill");
        assertThat(standing("+proof", "-objects", "+objects")).isEqualTo("proof");
        assertThat(standing("-drill", "+proof", "+drill")).isEqualTo("drill");
    }

    private String standing(String... reports) throws IOException {
        Proofs fresh = new Catalog(new MemoryStore(), "prod", new Random(7)).proofs();
        for (String report : reports) {
            fresh.put(report(Proof.Level.of(report.substring(1)).orElseThrow(), report.startsWith("+")));
        }
        Standing standing = fresh.standing(BACKUP);
        assertThat(Optional.ofNullable(fresh.standings().get(BACKUP)).orElse(Standing.UNKNOWN))
                .isEqualTo(standing);
        return standing.failed()
                .map(failed -> "FAILED " + failed.level().word())
                .or(() -> standing.proven().map(proven -> proven.level().word()))
                .orElse("-");
    }

    private static Proof report(Proof.Level level, boolean good) {
        return new Proof(
                BACKUP,
                "prod",
                level,
                good,
                good ? Zxid.of(1, 7) : new Zxid(0),
                NOW,
                1_234,
                "here",
                List.of(new CheckReport.Finding(good, "subject", "what was seen, \"quoted\"")),
                List.of(new Proof.OfTape("node-1", "zk", "T", Zxid.of(1, 7), 5, 4, 3, 0, null, List.of("a/base"))),
                List.of());
    }
}
