package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.ArchiveMemory;
import dev.keepsake.archive.Binding;
import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.DenyingStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several agents on one archive, an operator, and somebody who may write and has one of their signing keys. */
final class StolenKeyTest {

    private static final KeyText ONE = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText TWO = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText OPERATOR = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText SAFE = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
    private static final KeyText VAULT = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
    private static final String ANOTHER = "01HQ0000000000000000000000";

    private final MemoryStore store = new MemoryStore();

    /** What stands in the state directory of an agent. */
    private static final class Remembering implements ArchiveMemory {

        private Optional<Remembered> known = Optional.empty();

        @Override
        public Optional<Remembered> recall(String location) {
            return known.filter(one -> one.location().equals(location));
        }

        @Override
        public void remember(Remembered archive) {
            known = Optional.of(archive);
        }
    }

    @BeforeEach
    void anArchive() throws IOException {
        new Catalog(store, agent(ONE), "prod", new Random(1)).create("test");
    }

    @Test
    void eachAgentHasAnArchiveKeyOfItsOwnAndOneReaderOpensAll() throws IOException {
        List<Integer> used = new ArrayList<>();
        for (KeyText agent : List.of(ONE, TWO)) {
            used.add(keyOf(agent(agent)));
            ObjectKey key = new ObjectKey("prod/" + used.size());
            store.putIfAbsent(key, sealed(agent(agent), key));
            try (SealReader reader = new Vault(store, SealKeys.restorer(SAFE, ONE, TWO)).unseal(key)) {
                assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("content");
            }
        }

        assertThat(used).containsExactly(1, 3);
        assertThat(keyOf(agent(ONE))).as("the next time").isEqualTo(1);
        assertThat(keyOf(agent(TWO))).isEqualTo(3);
        assertThat(keyrings()).hasSize(4);
    }

    @Test
    void whoHasAnotherAgentsSigningKeyIsNotEncryptedTo() throws IOException {
        assertThat(keyOf(agent(ONE))).isEqualTo(1);

        int made = stolen(TWO, 100);

        assertThat(made).isEqualTo(101);
        assertThat(keyOf(agent(ONE))).isEqualTo(1);
        assertThat(keyOf(agent(ONE).following(trust(OPERATOR)))).isEqualTo(1);
    }

    @Test
    void whoHasTheAgentsOwnSigningKeyChangesNothingAsLongAsItRemembers() throws IOException {
        Remembering memory = new Remembering();
        assertThat(keyOf(agent(ONE).remembering(memory))).isEqualTo(1);

        stolen(ONE, 100);

        assertThat(keyOf(agent(ONE).remembering(memory))).isEqualTo(1);
        stolen(ONE, 0);
        assertThat(keyOf(agent(ONE).remembering(memory))).isEqualTo(1);
        List<KeyText> changed = List.of(SAFE, VAULT);
        int forged = new Keychain(new Vault(store, agent(ONE))).rotate(recipients(changed), Signer.of(ONE));
        assertThat(keyOf(SealKeys.agent(ONE, SAFE, VAULT).remembering(memory)))
                .as("for other recipients it makes a key by itself")
                .isGreaterThan(forged);
    }

    @Test
    void anOperatorWhoIsNamedForThatRotates() throws IOException {
        Remembering memory = new Remembering();
        Keys following = agent(ONE).following(trust(OPERATOR)).remembering(memory);
        assertThat(keyOf(following)).isEqualTo(1);
        Keychain operator = new Keychain(new Vault(store, SealKeys.restorer(SAFE, ONE)));

        int rotated = operator.rotate(recipients(List.of(SAFE)), Signer.of(OPERATOR));

        assertThat(rotated).isEqualTo(3);
        assertThat(keyOf(following)).isEqualTo(3);
        assertThat(keyOf(agent(ONE).following(trust(OPERATOR))))
                .as("one that lost its memory")
                .isEqualTo(3);
        assertThat(keyOf(agent(ONE))).as("one that was told of nobody").isEqualTo(1);
        assertThat(operator.list())
                .filteredOn(listed -> listed.keyring().number() == 3)
                .singleElement()
                .satisfies(listed -> assertThat(listed.followed()).isFalse());
    }

    @Test
    void recipientsAreAddedWithTheArchiveKeyThatThereIsOrWithAnother() throws IOException {
        Remembering memory = new Remembering();
        assertThat(keyOf(agent(ONE).remembering(memory))).isEqualTo(1);
        Keychain operator = new Keychain(new Vault(store, SealKeys.restorer(SAFE, ONE)));
        operator.give(recipients(List.of(SAFE, VAULT)), Signer.of(OPERATOR));

        Keys told = SealKeys.agent(ONE, SAFE, VAULT);

        assertThat(keyOf(told.following(trust(OPERATOR)).remembering(memory))).isEqualTo(1);
        assertThat(keyOf(told)).as("one that follows nobody").isEqualTo(5);
    }

    @Test
    void whatAThiefMadeIsNotFollowedByWayOfWhoGivesItToOthers() throws IOException {
        Keys following = agent(ONE).following(trust(OPERATOR));
        Remembering memory = new Remembering();
        assertThat(keyOf(following.remembering(memory))).isEqualTo(1);
        stolen(TWO, 100);
        stolen(ONE, 200);
        Keychain operator = new Keychain(new Vault(store, SealKeys.restorer(SAFE, ONE, TWO)));

        Keyring given = operator.give(recipients(List.of(SAFE)), Signer.of(OPERATOR));

        assertThat(given.keys()).extracting(Keyring.Entry::number).containsExactly(1, 101, 201);
        assertThat(keyOf(following.remembering(memory))).isEqualTo(1);
        assertThat(keyOf(agent(TWO).following(trust(OPERATOR)).remembering(new Remembering())))
                .as("another one, but for what it cannot tell from its own")
                .isEqualTo(101);
    }

    @Test
    void aThiefWhoKnowsWhichNumberComesNextIsNotFollowedEither() throws IOException {
        Keys following = agent(ONE).following(trust(OPERATOR));
        Remembering memory = new Remembering();
        keyOf(following.remembering(memory));
        String archive = new Vault(store, agent(ONE)).archive();
        Recipient safe = Recipient.of(SAFE.publicHalf());
        List<Keyring.Entry> entries = new ArrayList<>();
        for (int number = 4; number < 9; number++) {
            entries.add(entry(archive, number, safe));
        }
        ObjectKey key = Layout.keyring(3);
        Keyring forged = new Keyring(archive, 3, Instant.EPOCH, entries);
        store.putIfAbsent(key, Json.write(forged, key, archive, Signer.of(TWO)));

        Keyring given = new Keychain(new Vault(store, SealKeys.restorer(SAFE, ONE, TWO)))
                .give(recipients(List.of(SAFE)), Signer.of(OPERATOR));

        assertThat(given.number()).isEqualTo(9);
        assertThat(keyOf(following.remembering(memory))).isEqualTo(1);
    }

    /** An archive key whose private half somebody knows. */
    private static Keyring.Entry entry(String archive, int number, Recipient recipient) throws IOException {
        byte[] secret = ArchiveKey.generate();
        Keyring.Holder holder = new Keyring.Holder(
                "safe",
                recipient.fingerprint(),
                Base64.getEncoder().encodeToString(recipient.wrap(secret, Binding.ofArchiveKey(archive, number))));
        return new Keyring.Entry(
                number, ArchiveKey.opening(archive, number, secret).publicKey(), List.of(holder));
    }

    @Test
    void everyKeyThatStandsUnderANumberIsGivenToOthers() throws IOException {
        ObjectKey piece = new ObjectKey("prod/piece");
        store.putIfAbsent(piece, sealed(agent(ONE), piece));
        String archive = new Vault(store, agent(ONE)).archive();
        Keyring.Entry another = entry(archive, 1, Recipient.of(SAFE.publicHalf()));
        Keyring forged = new Keyring(archive, 9, Instant.EPOCH, List.of(another));
        ObjectKey key = Layout.keyring(9);
        store.putIfAbsent(key, Json.write(forged, key, archive, Signer.of(TWO)));

        new Keychain(new Vault(store, SealKeys.restorer(SAFE, ONE, TWO)))
                .give(recipients(List.of(VAULT)), Signer.of(OPERATOR));

        try (SealReader reader = new Vault(store, SealKeys.restorer(VAULT, ONE)).unseal(piece)) {
            assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("content");
        }
    }

    @Test
    void whoRotatesSaysWhoseKeyringsCount() throws IOException {
        keyOf(agent(ONE));
        Keychain stranger = new Keychain(new Vault(store, Keys.reading(List.of(), Trust.NOBODY)));

        assertThatThrownBy(() -> stranger.rotate(recipients(List.of(SAFE)), Signer.of(OPERATOR)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("[1]", "--trust");
        assertThat(keyrings()).hasSize(2);
    }

    @Test
    void aRotationIsNotRolledBack() throws IOException {
        Remembering memory = new Remembering();
        Keys following = agent(ONE).following(trust(OPERATOR));
        keyOf(following);
        new Keychain(new Vault(store, agent(ONE))).rotate(recipients(List.of(SAFE)), Signer.of(OPERATOR));
        assertThat(keyOf(following.remembering(memory))).isEqualTo(3);

        store.delete(Layout.keyring(3));
        store.delete(Layout.keyring(4));

        assertThat(keyOf(following)).as("nobody knows").isEqualTo(1);
        assertThat(keyOf(following.remembering(memory))).isEqualTo(4);
        Vault lost = new Vault(store, agent(ONE));
        assertThat(lost.sealing().keyring()).isEqualTo(4);
        lost.sealedWith(7);
        assertThat(lost.sealing().keyring()).as("its tape says what it used").isEqualTo(8);
    }

    @Test
    void agentsThatStartAtOnceGetInNobodysWay() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> made = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Keys agent = agent(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));
                made.add(threads.submit(() -> keyOf(agent)));
            }
            Set<Integer> numbers = new HashSet<>();
            for (Future<Integer> one : made) {
                numbers.add(one.get());
            }
            assertThat(numbers).as("an archive key each").hasSize(8);
            assertThat(keyrings()).hasSize(16);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void twoCopiesOfAnArchiveKeyStandThere() throws IOException {
        keyOf(agent(ONE));
        store.delete(Layout.keyring(1));

        assertThat(keyOf(agent(ONE))).isEqualTo(1);
        assertThat(keyrings()).hasSize(2);
    }

    @Test
    void anotherArchivesFirstRecordIsNotBelieved() throws IOException {
        keyOf(agent(ONE));
        String archive = new Vault(store, agent(ONE)).archive();
        replaceFirstRecord(ANOTHER);

        for (Keys keys : List.of(agent(ONE), SealKeys.restorer(SAFE, ONE))) {
            assertThatThrownBy(() -> new Vault(store, keys).archive())
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContainingAll("keepsake.json", ANOTHER, "keyring/0001.json", archive, "Put back")
                    .hasMessageNotContaining("--allow-unsigned");
        }
        assertThatThrownBy(() -> new Catalog(store, agent(ONE), "prod", new Random(1)).create("test"))
                .isInstanceOf(CorruptException.class);
        Keys told = Keys.reading(List.of(), trust(ONE).allowingOthers());
        assertThat(new Vault(store, told).archive()).isEqualTo(ANOTHER);
    }

    @Test
    void anotherArchivesKeyringIsNamedAndHoldsUpNoAgentThatRemembers() throws IOException {
        Remembering memory = new Remembering();
        keyOf(agent(ONE).remembering(memory));
        ObjectKey planted = Layout.keyring(9);
        new Keyrings(store, ANOTHER).introduce(List.of(), recipients(List.of(SAFE)), Signer.of(ONE), 8);

        assertThatThrownBy(() -> new Vault(store, SealKeys.restorer(SAFE, ONE)).archive())
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(planted.value());
        assertThat(keyOf(agent(ONE).remembering(memory))).isEqualTo(1);
    }

    @Test
    void anAgentKnowsItsArchiveAlsoWhereNothingIsEncrypted() throws IOException {
        Remembering memory = new Remembering();
        Keys signing = SealKeys.agent(ONE).remembering(memory);
        Catalog catalog = new Catalog(store, signing, "prod", new Random(1));
        ObjectKey manifest = new ObjectKey("prod/manifest/2026/11/20261101T000000Z.json");
        Vault vault = new Vault(store, signing);
        store.putIfAbsent(manifest, vault.json(manifest, new TombMark(Instant.EPOCH)));
        vault.sealing();
        replaceFirstRecord(ANOTHER);

        assertThatThrownBy(() -> catalog.create("test"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(ANOTHER, manifest.value(), "Put back");

        store.delete(manifest);
        new Catalog(store, signing, "prod", new Random(1)).create("test");
        assertThat(new Vault(store, signing).archive())
                .as("another one that was begun in the same place")
                .isEqualTo(ANOTHER);
    }

    @Test
    void anAgentKnowsItsArchiveFromWhenItWasMade() throws IOException {
        MemoryStore fresh = new MemoryStore();
        Remembering memory = new Remembering();
        Keys signing = SealKeys.agent(ONE).remembering(memory);

        new Catalog(fresh, signing, "prod", new Random(1)).create("test");

        String archive = new Vault(fresh, signing).archive();
        assertThat(memory.recall(fresh.location()))
                .contains(new ArchiveMemory.Remembered(fresh.location(), archive, 0, ""));
    }

    @Test
    void anAgentThatComesBackToAnArchiveForgetsNoKeyOfIt() throws IOException {
        Remembering memory = new Remembering();
        keyOf(agent(ONE).remembering(memory));

        new Catalog(store, agent(ONE).remembering(memory), "prod", new Random(1)).create("test");

        assertThat(memory.recall(store.location()).orElseThrow().key()).isEqualTo(1);
    }

    @Test
    void theKeyThatComesNextIsTheOneThatIsRememberedAndNotTheHighest() throws IOException {
        Remembering memory = new Remembering();
        keyOf(agent(ONE).remembering(memory));
        int forged = stolen(ONE, 100);
        int before = keyrings().size();

        assertThat(new Keychain(new Vault(store, agent(ONE).remembering(memory))).next())
                .contains(1);
        assertThat(new Keychain(new Vault(store, agent(ONE))).next())
                .as("of one that remembers nothing")
                .contains(forged);
        assertThat(new Keychain(new Vault(store, agent(TWO))).next())
                .as("of one that has none")
                .isEmpty();
        assertThat(keyrings()).hasSize(before);
    }

    @Test
    void whoGivesKeysToOthersReadsEachKeyringAFewTimesHoweverManyThereAre() throws IOException {
        KeyText[] agents = new KeyText[6];
        for (int i = 0; i < agents.length; i++) {
            agents[i] = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
            keyOf(Keys.writing(Signer.of(agents[i]), recipients(List.of(SAFE)), Trust.NOBODY));
        }
        Map<ObjectKey, Integer> opened = new HashMap<>();
        DenyingStore counting = new DenyingStore(
                store,
                key -> {
                    opened.merge(key, 1, Integer::sum);
                    return false;
                },
                key -> true,
                new AtomicInteger());
        Vault vault = new Vault(counting, SealKeys.restorer(SAFE, agents));

        Keyring given = new Keychain(vault).give(recipients(List.of(VAULT)), Signer.of(OPERATOR));

        assertThat(given.keys()).hasSize(6);
        assertThat(opened)
                .containsKey(Layout.keyring(1))
                .allSatisfy((key, times) -> assertThat(times).isLessThanOrEqualTo(4));
    }

    @Test
    void aCopyBeginsWhereAnybodyPutManifestsThatAreDatedAhead() throws IOException {
        Keys signing = SealKeys.agent(ONE);
        ObjectKey genuine = new Layout("prod").manifest(BackupId.ofSlot(store.now()));
        store.putIfAbsent(genuine, new Vault(store, signing).json(genuine, new TombMark(Instant.EPOCH)));
        for (int day = 1; day <= 20; day++) {
            Instant ahead = store.now().plus(Duration.ofDays(2 + day));
            ObjectKey junk = new Layout("prod").manifest(BackupId.ofSlot(ahead));
            store.putIfAbsent(junk, new Vault(store, signing).json(genuine, new TombMark(Instant.EPOCH)));
        }
        MemoryStore target = new MemoryStore();

        new CopyRoot(new Vault(store, signing), new Vault(target, signing), new Layout("prod")).prepare(false);

        assertThat(new Vault(target, signing).archive()).isEqualTo(new Vault(store, signing).archive());
    }

    @Test
    void aCopyDoesNotBeginWithAnotherArchivesRecord() throws IOException {
        Keys signing = SealKeys.agent(ONE);
        ObjectKey manifest = new ObjectKey("prod/manifest/2026/11/20261101T000000Z.json");
        store.putIfAbsent(manifest, new Vault(store, signing).json(manifest, new TombMark(Instant.EPOCH)));
        replaceFirstRecord(ANOTHER);
        MemoryStore target = new MemoryStore();
        Copier copier = new Catalog(store, signing, "prod", new Random(1)).copier(target);

        assertThatThrownBy(() -> copier.copy(new Copier.Request(Set.of(), false), Progress.NONE))
                .isInstanceOf(CorruptException.class)
                .hasMessageContainingAll(ANOTHER, "nothing is copied");
        assertThat(target.list("", "").all()).isEmpty();
    }

    @Test
    void nothingUnsignedIsTakenFromAnEncryptedArchiveByWhoWasToldOfNobody() throws IOException {
        ObjectKey record = new ObjectKey("prod/tape.json");
        store.putIfAbsent(record, Json.write(new TombMark(Instant.EPOCH)));
        assertThat(new Vault(store, Keys.NONE).vouched(record, TombMark.class).time())
                .isEqualTo(Instant.EPOCH);
        ObjectKey piece = new ObjectKey("prod/piece");
        store.putIfAbsent(piece, sealed(Keys.NONE, piece));
        keyOf(agent(ONE));

        Vault told = new Vault(store, Keys.NONE);

        assertThatThrownBy(() -> told.vouched(record, TombMark.class)).hasMessageContaining("is not signed");
        assertThatThrownBy(() -> told.unseal(piece)).hasMessageContaining("is not signed");
        Vault allowing = new Vault(store, Keys.reading(List.of(), Trust.NOBODY.allowingOthers()));
        assertThat(allowing.vouched(record, TombMark.class).time()).isEqualTo(Instant.EPOCH);
    }

    /** What somebody with a stolen key does, who knows the private half of what he puts there. */
    private int stolen(KeyText key, int above) throws IOException {
        String archive = new Vault(store, agent(ONE)).archive();
        return new Keyrings(store, archive)
                .introduce(List.of(), recipients(List.of(SAFE)), Signer.of(key), above)
                .number();
    }

    private int keyOf(Keys keys) throws IOException {
        return new Vault(store, keys).sealing().keyring();
    }

    private static Keys agent(KeyText signer) throws RefusedException {
        return Keys.writing(Signer.of(signer), recipients(List.of(SAFE)), trust(ONE, TWO, OPERATOR));
    }

    private static Trust trust(KeyText... signers) throws RefusedException {
        List<KeyText> halves = new ArrayList<>();
        for (KeyText signer : signers) {
            halves.add(signer.publicHalf());
        }
        return Trust.in(halves);
    }

    private static List<Recipient> recipients(List<KeyText> keys) throws RefusedException {
        List<Recipient> recipients = new ArrayList<>();
        for (KeyText key : keys) {
            recipients.add(Recipient.of(key.publicHalf()));
        }
        return recipients;
    }

    private byte[] sealed(Keys keys, ObjectKey key) throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter writer = new Vault(store, keys).seal(out, SealHeader.of(key, content.length, Map.of()))) {
            writer.write(content);
            writer.finish();
        }
        return out.toByteArray();
    }

    private void replaceFirstRecord(String archive) throws IOException {
        store.delete(Layout.ARCHIVE);
        store.putIfAbsent(
                Layout.ARCHIVE, Json.write(new ArchiveRecord(archive, Instant.EPOCH, "test", List.of(), null)));
    }

    private List<StoredObject> keyrings() throws IOException {
        return store.list(Layout.KEYRINGS, "").all();
    }
}
