package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.Binding;
import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that say what no agent would. */
final class HostileRecordTest {

    private static final String ARCHIVE = "01HQ0000000000000000000000";
    private static final Layout LAYOUT = new Layout("prod");
    private static final Keys SIGNED = SealKeys.agent();
    private static final ObjectKey KEY = new ObjectKey("prod/backup/20261122T030000Z/a/m/info");

    private final MemoryStore store = new MemoryStore();

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/cron.d/x", "/etc/passwd", "a/b", "..", "", "A", "a\u0000"})
    void aDocumentIsNoFileOutsideOfTheFolderThatWasNamed(String name) throws IOException {
        byte[] part = Json.write(new Part(
                "a",
                "0.1.0",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(documents("info-name")),
                null));
        String forged = new String(part, StandardCharsets.UTF_8).replace("\"info-name\"", quoted(name));

        assertThatThrownBy(() -> Json.read(KEY, rehashed(forged), Part.class))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("is not a name: 1 to 63");
    }

    @Test
    void anEpochThatNoneIsMakesARecordCorrupt() {
        for (String epoch : List.of("4294967296", "9223372036854775807", "x", "1e3")) {
            TreeMap<String, String> facts = new TreeMap<>();
            facts.put("current-epoch", epoch);
            assertThatIllegalArgumentException()
                    .as(epoch)
                    .isThrownBy(
                            () -> new TapeRecord(ARCHIVE, Instant.EPOCH, null, TapeStart.Reason.FIRST, "first", facts));
        }
    }

    @Test
    void noFenceLetsZxidsBeginAnew() throws IOException {
        assertThat(Fence.above(5, 0xffff_ffffL)).isEqualTo(new Fence(1_005, 1_005));
        assertThat(Fence.above(5, 7)).isEqualTo(new Fence(1_007, 1_005));
        assertThat(Fence.above(5, Fence.LAST - Fence.STEP).epoch()).isEqualTo(Fence.LAST);
        assertThatThrownBy(() -> Fence.above(0xffff_ffffL, 5))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("epoch 4294967295", "2147483647", "--connect");
    }

    @Test
    void anEpochThatCannotBeDoesNotHideOneThatWas() throws IOException {
        restored("20261101T000000Z", 1_005);
        restored("20261102T000000Z", 0xffff_ffffL);

        assertThat(fence(Keys.NONE, 5)).isEqualTo(new Fence(2_005, 1_006));
    }

    @Test
    void noForgedRestoreUsesUpTheEpochsOfAnEnsemble() throws IOException {
        restored("20261101T000000Z", 1_005);
        restored("20261102T000000Z", Fence.LAST - Fence.STEP);

        Fence fence = fence(SIGNED, 5);

        assertThat(fence.epoch()).isEqualTo(2_005);
        assertThat(fence.doubts())
                .singleElement()
                .asString()
                .contains("prod/restored/7ffff82f/20261102T000000Z/", "epoch 2147481647", "--epoch");
        assertThat(fence(Keys.NONE, 5).epoch())
                .as("where nothing is signed anybody may have written everything")
                .isEqualTo(Fence.LAST);
    }

    @Test
    void aFarEpochCountsWhereSomebodyTrustedSignedIt() throws IOException {
        PastRestore restore = new PastRestore("20261102T000000Z", 5_000_000);
        ObjectKey key = LAYOUT.restore(restore.subject(), restore.epoch(), ARCHIVE);
        BackupId backup = new BackupId(restore.subject());
        RestoreRecord record =
                new RestoreRecord(backup, null, restore.epoch(), "ab".repeat(32), null, "here", Instant.EPOCH);
        new Catalog(store, SIGNED, "prod", new Random(1)).create("test");
        store.putIfAbsent(key, new Vault(store, SIGNED).json(key, record));
        restored("20261103T000000Z", 5_900_000);
        restored("20261103T000000Z", 7_000_000);

        Fence fence = fence(SIGNED, 5);

        assertThat(fence.epoch()).isEqualTo(5_901_000);
        assertThat(fence.doubts()).singleElement().asString().contains("epoch 7000000");
        assertThat(fence.above(Fence.LAST).epoch()).as("as it was once").isEqualTo(5_901_000);
    }

    @Test
    void whatIsNotLookedAtSinceThereIsTooMuchOfItIsADoubtOfItsOwn() throws IOException {
        for (int i = 0; i < 102; i++) {
            restored("20261103T000000Z", 7_000_000 + i);
        }

        Fence fence = fence(SIGNED, 5);

        assertThat(fence.epoch()).isEqualTo(1_005);
        assertThat(fence.doubts().get(0)).contains("tells of epoch 7000101", "nobody who is trusted has signed");
        assertThat(fence.doubts().get(fence.doubts().size() - 1))
                .contains("2 more epochs, up to 7000001", "were not looked at", "--epoch");
    }

    private Fence fence(Keys keys, long epoch) throws IOException {
        return new FenceSearch(new Vault(store, keys), LAYOUT).above(epoch, new Epochs(), any -> true);
    }

    private void restored(String subject, long epoch) throws IOException {
        store.putIfAbsent(LAYOUT.restore(subject, epoch, ARCHIVE), new byte[] {1});
    }

    @Test
    void anArchiveWhoseFirstRecordIsGoneIsNotMadeAnew() throws IOException {
        Catalog catalog = new Catalog(store, "prod", new Random(1));
        catalog.create("test");
        store.putIfAbsent(new ObjectKey("prod/manifest/2026/11/20261101T000000Z.json"), new byte[] {1});
        store.delete(Layout.ARCHIVE);

        assertThatThrownBy(() -> catalog.create("test"))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("keepsake.json is gone");
        assertThat(catalog.exists()).isFalse();
    }

    @Test
    void whatNobodyWritesOfSoLittleContentIsNotKeptInMemory() {
        InputStream endless = new ByteArrayInputStream(new byte[10 << 20]);

        assertThatThrownBy(() -> new CopiedInput(endless, KEY).readAllBytes())
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(KEY.value());
    }

    @Test
    void whoWrapsSomethingElseToARecipientLocksNobodyOut() throws IOException {
        KeyText safe = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Signer agent = Signer.of(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));
        Signer thief = Signer.of(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));
        Recipient recipient = Recipient.of(safe.publicHalf());
        Keyrings keyrings = new Keyrings(store, ARCHIVE);
        ArchiveKey made = keyrings.introduce(List.of(), List.of(recipient), agent, 0);
        byte[] rubbish = recipient.wrap("rubbish".getBytes(StandardCharsets.UTF_8), Binding.ofArchiveKey(ARCHIVE, 1));
        Keyring.Holder holder = new Keyring.Holder(
                "safe", recipient.fingerprint(), Base64.getEncoder().encodeToString(rubbish));
        Keyring forged = new Keyring(
                ARCHIVE, 9_999, Instant.EPOCH, List.of(new Keyring.Entry(1, made.publicKey(), List.of(holder))));
        ObjectKey key = Layout.keyring(9_999);
        store.putIfAbsent(key, Json.write(forged, key, ARCHIVE, thief));

        assertThat(keyrings.toOpen(1, List.of(Unlocker.of(safe)), Trust.NOBODY.allowingOthers()))
                .isNotEmpty()
                .allSatisfy(opened -> assertThat(opened.publicKey()).isEqualTo(made.publicKey()));
        assertThat(keyrings.introduce(List.of(), List.of(recipient), agent, 0).number())
                .as("a number that headers can say")
                .isEqualTo(3);
        Keys writer = Keys.writing(agent, List.of(recipient), Trust.NOBODY);
        assertThat(new SealingKey(store, ARCHIVE, writer, 0).find().number()).isEqualTo(3);
    }

    private static DocumentShare documents(String name) {
        StoredPiece piece = new StoredPiece(KEY, 5, "ab".repeat(32));
        return new DocumentShare(
                "m",
                "marathon",
                Instant.EPOCH,
                new TreeMap<>(),
                List.of(new StoredDocument(name, piece, new TreeMap<>())));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\u0000", "\\u0000") + "\"";
    }

    private static byte[] rehashed(String framed) {
        String body = framed.substring("{\"sha256\":\"".length() + 64 + "\",\"body\":".length(), framed.length() - 2);
        return RecordFuzz.framed(body.getBytes(StandardCharsets.UTF_8));
    }
}
