package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.UnvouchedException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Keychain;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.StoredPiece;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.txn.CreateTxn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody has an agent's configuration with its public keys, and may write to the store. */
final class AttackerTest {

    private static final KeyText SIGNER = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText SAFE = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
    private static final KeyText VAULT = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);

    /** Makes a key of his own, since the agent's is not in its configuration. */
    private static final KeyText THIEF = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);

    private final MemoryStore store = new MemoryStore();
    private final Catalog restorer = catalog(SealKeys.restorer(SAFE, SIGNER));
    private DiskServer server;
    private Manifest first;
    private Manifest second;

    @TempDir
    private Path directory;

    @BeforeEach
    void twoBackups() throws Exception {
        server = new DiskServer(directory.resolve("server"));
        server.elects(1).commits(2);
        server.commits(
                ZooDefs.OpCode.create,
                new CreateTxn("/hidden-name", "hidden-value".getBytes(StandardCharsets.UTF_8), null, false, 3));
        server.snapshots();
        server.commits(2);
        first = backUp(SealKeys.agent(SIGNER, SAFE, VAULT), 1);
        server.commits(3);
        second = backUp(SealKeys.agent(SIGNER, SAFE, VAULT), 2);
    }

    @Test
    void whatAgentsSealedNobodyReadsWithoutAPrivateKeyAndEitherRecipientDoes() throws Exception {
        for (StoredObject object : store.list("", "").all()) {
            assertThat(new String(bytes(object.key()), StandardCharsets.ISO_8859_1))
                    .as(object.key().value())
                    .doesNotContain("hidden");
        }
        assertThatThrownBy(() -> hash(catalog(SealKeys.agent(SIGNER, SAFE, VAULT)), second))
                .as("the agent itself")
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("archive key 1", SAFE.fingerprint(), VAULT.fingerprint(), "--key FILE");
        assertThatThrownBy(() -> hash(
                        catalog(SealKeys.restorer(KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE), SIGNER)), second))
                .as("a wrong key")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("none of the private keys given");
        assertThat(hash(catalog(SealKeys.restorer(VAULT, SIGNER)), second))
                .as("one of two keys is lost")
                .isEqualTo(hash(restorer, second));
    }

    @Test
    void noHashOfContentStandsInTheClear() throws Exception {
        for (StoredObject object : store.list("", "").all()) {
            assertThat(new String(bytes(object.key()), StandardCharsets.ISO_8859_1))
                    .as(object.key().value())
                    .doesNotContain("tree-digest")
                    .doesNotContainPattern("\"(first|last)-record\":\"[^\"]*/");
        }
    }

    @Test
    void aManifestThatNobodyOrSomebodyElseSignedIsNotRestored() throws Exception {
        BackupId forged = new BackupId("20991231T000000Z");
        for (Keys keys : List.of(
                Keys.NONE,
                Keys.writing(
                        Signer.of(THIEF), List.of(Recipient.of(SAFE.publicHalf())), Trust.NOBODY.allowingOthers()))) {
            Catalog thief = catalog(keys);
            thief.commit(thief.manifest(forged, null, "test", second.nodes(), true, first.parts()));

            assertThat(restorer.latestId()).isEqualTo(forged);
            assertThatThrownBy(() -> restorer.read(forged)).isInstanceOf(UnvouchedException.class);
            assertThat(restorer.list().get(0).problem()).contains("--allow-unsigned");
            assertThat(restorer.newest()).contains(second);
            assertThat(catalog(allowing(SealKeys.restorer(SAFE, SIGNER)))
                            .read(forged)
                            .parts())
                    .as("when told so")
                    .isEqualTo(first.parts());
            store.delete(key("/manifest/2099/"));
        }
    }

    @Test
    void anOlderManifestUnderANewerNameIsForged() throws Exception {
        byte[] older = bytes(key(first.id() + ".json"));
        ObjectKey newer = key(second.id() + ".json");
        store.delete(newer);
        store.putIfAbsent(newer, older);

        assertThatThrownBy(() -> restorer.read(second.id()))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("forged, or was moved here");
    }

    @Test
    void aPieceThatTheThiefSealedIsNotTakenForAnAgents() throws Exception {
        ObjectKey link = key("/link/");
        MemoryStore elsewhere = new MemoryStore();
        Catalog thief = new Catalog(
                elsewhere,
                Keys.writing(Signer.of(THIEF), List.of(Recipient.of(SAFE.publicHalf())), Trust.NOBODY),
                "prod",
                new Random(3));
        backUp(thief, 3);
        ObjectKey same = elsewhere.list("", "").all().stream()
                .map(StoredObject::key)
                .filter(key -> key.value().contains("/link/"))
                .findFirst()
                .orElseThrow();
        store.delete(link);
        store.putIfAbsent(link, elsewhere.open(same, 0).readAllBytes());

        assertThatThrownBy(() -> hash(restorer, second)).isInstanceOf(CorruptException.class);
    }

    @Test
    void aRotationIsNoticedByWhoFollowsAServer() throws Exception {
        MemoryStore own = new MemoryStore();
        KeyText operator = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        own.setNow(Instant.parse("2026-06-11T03:00:00Z"));
        Followed followed = new Followed(
                server, own, SealKeys.agent(SIGNER, SAFE).following(Trust.in(List.of(operator.publicHalf()))));
        followed.turn();
        new Catalog(own, SealKeys.restorer(SAFE, SIGNER), "prod", new Random(1))
                .keychain()
                .rotate(List.of(Recipient.of(SAFE.publicHalf())), Signer.of(operator));
        own.advance(Duration.ofMinutes(11));
        server.commits(2);

        followed.passes(Duration.ofMinutes(11));
        followed.turn();

        List<StoredObject> links = own.list("prod/zk/", "").all().stream()
                .filter(object -> object.key().value().contains("/link/"))
                .toList();
        String last =
                new String(own.open(links.get(links.size() - 1).key(), 0).readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(last).contains("\"keyring\":3,");
    }

    @Test
    void agentsDoNotEncryptToAKeyThatTheThiefPutIntoAKeyring() throws Exception {
        KeyText own = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        catalog(SealKeys.restorer(SAFE, SIGNER))
                .keychain()
                .rotate(
                        List.of(
                                Recipient.of(SAFE.publicHalf()),
                                Recipient.of(VAULT.publicHalf()),
                                Recipient.of(own.publicHalf())),
                        Signer.of(THIEF));
        catalog(SealKeys.restorer(SAFE, SIGNER))
                .keychain()
                .rotate(List.of(Recipient.of(SAFE.publicHalf()), Recipient.of(VAULT.publicHalf())), Signer.of(THIEF));
        server.commits(2);

        Manifest third = backUp(SealKeys.agent(SIGNER, SAFE, VAULT), 4);

        assertThat(hash(restorer, third)).isNotBlank();
        assertThat(store.list("prod/zk/", "").all().stream()
                        .filter(object -> !object.key().value().endsWith(".json")))
                .as("the archive key that the agent made itself")
                .allSatisfy(object -> assertThat(new String(bytes(object.key()), StandardCharsets.ISO_8859_1))
                        .contains("\"keyring\":1,"));
        assertThatThrownBy(() -> hash(catalog(SealKeys.restorer(own, SIGNER)), third))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void anAgentDoesNotGoBackToAnArchiveKeyFromBeforeARotation() throws Exception {
        KeyText operator = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        Keys following = SealKeys.agent(SIGNER, SAFE, VAULT).following(Trust.in(List.of(operator.publicHalf())));
        restorer.keychain().rotate(following.recipients(), Signer.of(operator));
        server.commits(2);
        backUp(following, 7);
        store.delete(key("keyring/0003"));
        store.delete(key("keyring/0004"));
        server.commits(2);

        Manifest later = backUp(following, 8);

        ObjectKey link = later.shares().get(0).share().added().stream()
                .map(StoredPiece::key)
                .filter(key -> key.value().contains("/link/"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(bytes(link), StandardCharsets.ISO_8859_1)).contains("\"keyring\":4,");
    }

    @Test
    void anAgentWithoutRecipientsAddsNothing() {
        assertThatThrownBy(() -> backUp(Keys.NONE, 5))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("encryption.recipients");
    }

    @Test
    void anAgentWithAnotherSigningKeyBeginsATapeOfItsOwn() throws Exception {
        server.commits(2);
        Keys another = SealKeys.agent(THIEF, SAFE, VAULT);

        Manifest third = backUp(another, 6);

        assertThat(third.shares().get(0).share().tape())
                .isNotEqualTo(second.shares().get(0).share().tape());
        assertThatThrownBy(() -> hash(restorer, third)).isInstanceOf(CorruptException.class);
        assertThat(hash(catalog(SealKeys.restorer(SAFE, SIGNER, THIEF)), third)).isNotBlank();
    }

    @Test
    void anotherRecipientIsGivenAllArchiveKeysWithoutTouchingData() throws Exception {
        KeyText late = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Map<String, Integer> before = sizes();

        restorer.keychain().give(List.of(Recipient.of(late.publicHalf())), Signer.of(THIEF));

        assertThat(hash(catalog(SealKeys.restorer(late, SIGNER)), second)).isEqualTo(hash(restorer, second));
        Map<String, Integer> after = sizes();
        assertThat(after).containsAllEntriesOf(before);
        after.keySet().removeAll(before.keySet());
        assertThat(after.keySet()).allMatch(key -> key.startsWith("keyring/"));
    }

    @Test
    void noArchiveKeyIsLeftOutWhenRecipientsChange() {
        KeyText late = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Keychain ofNobody = catalog(SealKeys.restorer(SAFE, KeyText.generate(KeyText.Kind.SIGNER_PRIVATE)))
                .keychain();

        assertThatThrownBy(() -> ofNobody.give(List.of(Recipient.of(late.publicHalf())), Signer.of(THIEF)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("archive keys [1]", "--trust");
    }

    @Test
    void whoHasKeysTakesNothingThatIsNotSigned() throws Exception {
        BackupId forged = new BackupId("20991231T000000Z");
        Catalog thief = catalog(Keys.NONE);
        thief.commit(thief.manifest(forged, null, "test", second.nodes(), true, first.parts()));
        Keys nobodyTrusted = Keys.reading(List.of(), Trust.NOBODY.expectingSignatures());

        assertThatThrownBy(() -> catalog(nobodyTrusted).read(forged))
                .isInstanceOf(UnvouchedException.class)
                .hasMessageContaining("is not signed");
    }

    @Test
    void tapesOfClonesAreToldApartWithoutAKeyAndThoseOfOneEnsembleAgree() throws Exception {
        Keys agent = SealKeys.agent(SIGNER, SAFE, VAULT);
        MemoryStore shared = new MemoryStore();
        Catalog catalog = new Catalog(shared, agent, "prod", new Random(4));
        DiskServer one = new DiskServer(directory.resolve("one"));
        DiskServer alike = new DiskServer(directory.resolve("alike"));
        DiskServer clone = new DiskServer(directory.resolve("clone"));
        one.elects(1).commits(2).snapshots();
        alike.elects(1).commits(2).snapshots();
        clone.elects(1).commits(2).snapshots();
        one.commits(40);
        alike.commits(7);
        backUp(catalog, alike, "node-2", 1);
        alike.commits(33);
        backUp(catalog, one, "node-1", 2);
        backUp(catalog, alike, "node-2", 3);

        assertThat(catalog.concord(new LogHistory()).look()).isEmpty();

        clone.changesAndDeletes("/n1").commits(30);
        backUp(catalog, clone, "node-3", 4);

        assertThat(catalog.concord(new LogHistory()).look())
                .singleElement()
                .satisfies(found -> assertThat(found.words()).contains("node-3", "one made at"));
    }

    @Test
    void oneKeyringThatIsLostIsNotTheEnd() throws Exception {
        List<ObjectKey> keyrings =
                store.list("keyring/", "").all().stream().map(StoredObject::key).toList();
        String hash = hash(restorer, second);
        assertThat(keyrings).hasSize(2);

        for (ObjectKey lost : keyrings) {
            byte[] bytes = bytes(lost);
            store.delete(lost);
            assertThat(hash(catalog(SealKeys.restorer(SAFE, SIGNER)), second)).isEqualTo(hash);
            store.putIfAbsent(lost, bytes);
        }
        for (ObjectKey lost : keyrings) {
            store.delete(lost);
        }
        assertThatThrownBy(() -> hash(catalog(SealKeys.restorer(SAFE, SIGNER)), second))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("stands in no keyring");
    }

    @Test
    void anArchiveWithoutKeysIsGoneOnWithInTapesOfTheirOwn() throws Exception {
        MemoryStore plain = new MemoryStore();
        Catalog clear = new Catalog(plain, "prod", new Random(1));
        Manifest before = backUp(clear, 1);
        server.commits(1);

        Manifest after = backUp(new Catalog(plain, SealKeys.agent(SIGNER, SAFE), "prod", new Random(2)), 2);

        Catalog reader = new Catalog(plain, SealKeys.restorer(SAFE, SIGNER), "prod", new Random(2));
        assertThat(hash(reader, after)).isNotBlank();
        assertThatThrownBy(() -> reader.read(before.id())).isInstanceOf(UnvouchedException.class);
        Catalog told = new Catalog(plain, allowing(SealKeys.restorer(SAFE, SIGNER)), "prod", new Random(2));
        assertThat(hash(told, told.read(before.id()))).isEqualTo(hash(clear, before));
    }

    private static Keys allowing(Keys keys) {
        return new Keys(
                keys.signer(), keys.recipients(), keys.unlockers(), keys.trust().allowingOthers());
    }

    private Map<String, Integer> sizes() throws IOException {
        Map<String, Integer> sizes = new TreeMap<>();
        for (StoredObject object : store.list("", "").all()) {
            sizes.put(object.key().value(), Arrays.hashCode(bytes(object.key())));
        }
        return sizes;
    }

    private Catalog catalog(Keys keys) {
        return new Catalog(store, keys, "prod", new Random(7));
    }

    private Manifest backUp(Keys keys, int number) throws IOException {
        return backUp(catalog(keys), number);
    }

    private Manifest backUp(Catalog catalog, int number) throws IOException {
        BackupId id = new BackupId("20261122T03000" + number + "Z");
        return new BackupJob(catalog, List.of(server.source()), "test", Archive.NOBODY)
                .run(new BackupJob.Request(id, null, "node-1", List.of("node-1")));
    }

    private static void backUp(Catalog catalog, DiskServer of, String node, int number) throws IOException {
        BackupId id = new BackupId("20261122T03010" + number + "Z");
        new BackupJob(catalog, List.of(of.source()), "test", Archive.NOBODY)
                .run(new BackupJob.Request(id, null, node, List.of(node)));
    }

    /** The hash of what a restore would write. */
    private static String hash(Catalog catalog, Manifest manifest) throws IOException {
        Path blank = Path.of("no", "such", "directory").toAbsolutePath();
        Manifest.NodeShare share = manifest.shares().get(0);
        SeedTarget target = new SeedTarget(new SeedOptions(
                blank,
                blank,
                share.share().through(),
                5_000,
                SessionPolicy.DROP,
                Optional.empty(),
                Optional.of("3.9.5"),
                true));
        catalog.source(share, Progress.NONE).sendTo(target);
        return target.plan().hash();
    }

    private ObjectKey key(String part) throws IOException {
        return store.list("", "").all().stream()
                .map(StoredObject::key)
                .filter(key -> key.value().contains(part))
                .findFirst()
                .orElseThrow();
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        return store.open(key, 0).readAllBytes();
    }
}
