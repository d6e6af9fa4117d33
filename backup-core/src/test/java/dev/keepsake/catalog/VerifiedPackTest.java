package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose word spares a list the signatures of manifests in a pack; shown by a manifest that its signer signed for another key. */
final class VerifiedPackTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Layout LAYOUT = new Layout("prod");
    private static final String ARCHIVE = Ulid.at(BEGIN, new Random(1));
    private static final KeyText ONE = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText OTHER = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final Map<String, String> VERIFIED = Map.of("verified", "each");

    private final MemoryStore store = new MemoryStore();
    private int made;

    @BeforeEach
    void make() throws IOException {
        store.putIfAbsent(
                Layout.ARCHIVE, Json.write(new ArchiveRecord(ARCHIVE, BEGIN, "keepsake 0.1.0", List.of(), null)));
    }

    private static Keys agent(KeyText own, KeyText... others) throws RefusedException {
        return Keys.writing(Signer.of(own), List.of(), trust(others));
    }

    private static Trust trust(KeyText... signers) throws RefusedException {
        List<KeyText> halves = new ArrayList<>();
        for (KeyText signer : signers) {
            halves.add(signer.publicHalf());
        }
        return Trust.in(halves);
    }

    private Catalog reader(Trust trust) {
        return new Catalog(store, Keys.reading(List.of(), trust), "prod", new Random(5));
    }

    /** Manifests of backups, the first so many of them signed for other keys. */
    private SortedMap<BackupId, byte[]> backUp(KeyText signer, int forged, int genuine) throws IOException {
        SortedMap<BackupId, byte[]> some = new TreeMap<>();
        for (int i = 0; i < forged + genuine; i++) {
            BackupId id = BackupId.ofSlot(BEGIN.plusSeconds(60L * made++));
            Manifest manifest =
                    new Manifest("test", id, "prod", null, BEGIN, List.of("n1"), true, List.of(), null, null);
            ObjectKey key = LAYOUT.manifest(id);
            ObjectKey signedFor = i < forged ? new ObjectKey(key.value() + "x") : key;
            byte[] bytes = Json.write(manifest, signedFor, ARCHIVE, Signer.of(signer));
            store.putIfAbsent(key, bytes);
            some.put(id, bytes);
        }
        return some;
    }

    private void pack(Keys keys, SortedMap<BackupId, byte[]> manifests, Map<String, String> facts) throws IOException {
        new PackWriter(new Vault(store, keys), LAYOUT, new Random(6), "").write(manifests, facts);
    }

    private static long readable(Catalog catalog) throws IOException {
        return catalog.list().stream().filter(one -> one.manifest().isPresent()).count();
    }

    @Test
    void aPackOfSomebodyTrustedSparesSignaturesWhereItSaysThatItVerifiedThem() throws IOException {
        pack(agent(ONE), backUp(ONE, 1, 127), VERIFIED);

        long spared = readable(reader(trust(ONE)));

        assertThat(spared).as("one would be found forged").isEqualTo(128);
    }

    @Test
    void aPackThatSaysNothingSparesNone() throws IOException {
        pack(agent(ONE), backUp(ONE, 1, 127), Map.of());

        assertThat(readable(reader(trust(ONE)))).isEqualTo(127);
    }

    @Test
    void theWordOfSomebodyWhoIsNotTrustedSparesNoneAlsoWhereHisPacksAreTaken() throws IOException {
        pack(agent(OTHER), backUp(ONE, 1, 127), VERIFIED);

        long byTrusting = readable(reader(trust(ONE)));
        long byTakingAll = readable(reader(trust(ONE).allowingOthers()));

        assertThat(byTrusting).isEqualTo(127);
        assertThat(byTakingAll).isEqualTo(127);
    }

    @Test
    void aPackThatNobodySignedSparesNone() throws IOException {
        pack(Keys.NONE, backUp(ONE, 1, 127), VERIFIED);

        assertThat(readable(reader(trust(ONE).allowingOthers()))).isEqualTo(127);
    }

    @Test
    void whoIsNotTrustedStaysSoInThePackOfSomebodyWhoIs() throws IOException {
        pack(agent(ONE, OTHER), backUp(OTHER, 0, 128), VERIFIED);

        assertThat(readable(reader(trust(ONE)))).isZero();
        assertThat(readable(reader(trust(ONE, OTHER)))).isEqualTo(128);
    }

    @Test
    void anAgentSaysItOfThoseAloneThatItVerified() throws IOException {
        backUp(ONE, 3, 130);
        backUp(OTHER, 2, 5);
        new Catalog(store, agent(ONE), "prod", new Random(7)).tidy();
        Vault vault = new Vault(store, agent(ONE));
        List<String> packs = new ArrayList<>();

        for (StoredObject pack : store.list(LAYOUT.packs(), "").all()) {
            Map<String, String> facts = SealedPiece.header(vault, pack.key()).facts();
            packs.add(facts.get("count") + " " + facts.getOrDefault("verified", "none"));
        }

        assertThat(packs).containsExactly("130 each", "10 none");
        assertThat(readable(reader(trust(ONE, OTHER)))).isEqualTo(135);
    }

    @Test
    void anAgentThatTakesWhatIsUnsignedSaysItOfNone() throws IOException {
        backUp(ONE, 0, 128);
        Keys lax = Keys.writing(Signer.of(ONE), List.of(), trust(OTHER).allowingOthers());
        new Catalog(store, lax, "prod", new Random(7)).tidy();
        ObjectKey pack = store.list(LAYOUT.packs(), "").all().get(0).key();

        assertThat(SealedPiece.header(new Vault(store, lax), pack).facts()).doesNotContainKey("verified");
    }

    @Test
    void whoRemovesTakesTheWordOfNobodyElse() throws IOException {
        pack(agent(ONE), backUp(ONE, 1, 127), VERIFIED);

        long byItself = readableForRemoval(agent(ONE));
        long byAnother = readableForRemoval(agent(OTHER, ONE));
        long byAPerson = readableForRemoval(Keys.reading(List.of(), trust(ONE)));

        assertThat(byItself).isEqualTo(128);
        assertThat(byAnother).isEqualTo(127);
        assertThat(byAPerson).isEqualTo(127);
    }

    private long readableForRemoval(Keys keys) throws IOException {
        return new ManifestReader(new Vault(store, keys), LAYOUT, ManifestPacks.Word.OWN)
                .read(store.list(LAYOUT.manifests(), "").all()).stream()
                        .filter(one -> one.manifest().isPresent())
                        .count();
    }
}
