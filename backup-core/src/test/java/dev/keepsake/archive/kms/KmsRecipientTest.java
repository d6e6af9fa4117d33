package dev.keepsake.archive.kms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.Binding;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.testkit.KmsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrapped to keys of AWS KMS, and opened again. */
final class KmsRecipientTest {

    private static final String ARCHIVE = "01JDB8ZJQ2M8W7P5X4V3T2R1N0";
    private static final Binding FIRST = Binding.ofArchiveKey(ARCHIVE, 1);
    private static final byte[] SECRET = "a private half".getBytes(UTF_8);
    private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

    private KmsServer kms;

    @BeforeEach
    void start() throws IOException {
        kms = KmsServer.start();
        kms.actAs("agent");
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    @Test
    void whatIsWrappedOpensWithTheSameKeyAndBindingAlone() throws IOException {
        KmsKey key = key(kms.key(ID));
        KmsKey other = key(kms.key("99999999-12ab-34cd-56ef-1234567890ab"));
        byte[] wrapped = recipient(key).wrap(SECRET, FIRST);

        assertThat(unlocker(key).unwrap(wrapped, FIRST)).hasValue(SECRET);
        assertThat(unlocker(key).unwrap(wrapped, Binding.ofArchiveKey(ARCHIVE, 2)))
                .as("another archive key")
                .isEmpty();
        assertThat(unlocker(key).unwrap(wrapped, Binding.ofArchiveKey("01JDB8ZJQ2M8W7P5X4V3T2R1N1", 1)))
                .as("another archive")
                .isEmpty();
        assertThat(unlocker(key).unwrap(wrapped, new Binding("trial", ARCHIVE, 1)))
                .as("another purpose")
                .isEmpty();
        assertThat(unlocker(other).unwrap(wrapped, FIRST)).as("another key").isEmpty();
        assertThat(recipient(key).fingerprint()).isEqualTo(unlocker(key).fingerprint());
    }

    @Test
    void requestsSayToWhatASecretIsBound() throws IOException {
        KmsKey key = key(kms.key(ID));

        unlocker(key).unwrap(recipient(key).wrap(SECRET, FIRST), FIRST);

        Map<String, String> words =
                Map.of("keepsake-purpose", "archive key", "keepsake-archive", ARCHIVE, "keepsake-key", "1");
        assertThat(kms.asked())
                .containsExactly(
                        new KmsServer.Asked("kms:Encrypt", key.arn(), words),
                        new KmsServer.Asked("kms:Decrypt", key.arn(), words));
    }

    @Test
    void rubbishIsNotOurs() throws IOException {
        KmsKey key = key(kms.key(ID));
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            byte[] wrapped = recipient(key).wrap(SECRET, FIRST);
            wrapped[random.nextInt(wrapped.length)] ^= (byte) (1 << random.nextInt(8));

            assertThat(unlocker(key).unwrap(wrapped, FIRST)).as("seed " + seed).isEmpty();
        }
        int before = kms.asked().size();

        assertThat(unlocker(key).unwrap(new byte[0], FIRST)).isEmpty();
        assertThat(unlocker(key).unwrap(new byte[6_145], FIRST)).isEmpty();
        assertThat(kms.asked()).as("nothing to ask").hasSize(before);
    }

    @Test
    void anAliasOpensWhatItsFormerKeyHasWrapped() throws IOException {
        kms.key(ID);
        kms.key("99999999-12ab-34cd-56ef-1234567890ab");
        KmsKey alias = key(kms.alias("keepsake/safe", ID));
        byte[] wrapped = recipient(alias).wrap(SECRET, FIRST);
        kms.alias("keepsake/safe", "99999999-12ab-34cd-56ef-1234567890ab");

        assertThat(unlocker(alias).unwrap(wrapped, FIRST)).hasValue(SECRET);
    }

    @Test
    void anAliasOpensNothingOfAnotherAccount() throws IOException {
        byte[] wrapped = recipient(key(kms.key(ID))).wrap(SECRET, FIRST);
        KmsKey foreign = key(kms.alias("keepsake/safe", ID).replace(":123456789012:", ":999999999999:"));

        assertThat(unlocker(foreign).unwrap(wrapped, FIRST)).isEmpty();
    }

    @Test
    void copiesOfAKeyInSeveralRegionsHaveOneFingerprint() {
        String name = "aws-kms://arn:aws:kms:%s:123456789012:key/%s";
        String many = "mrk-1234abcd12ab34cd56ef1234567890ab";

        assertThat(key(name.formatted("eu-west-1", many)).fingerprint())
                .isEqualTo(key(name.formatted("us-east-1", many)).fingerprint())
                .isNotEqualTo(key(name.formatted("us-east-1", "mrk-0")).fingerprint());
        assertThat(key(name.formatted("us-east-1", many)).fingerprint())
                .as("as FORMAT.md has it, and so for ever")
                .isEqualTo("cdb449ff4e8679e11c20b20596631008");
        assertThat(key(name.formatted("eu-west-1", ID)).fingerprint())
                .isEqualTo("b1c2b783c89f944da2b57fa6071fb4fd")
                .isNotEqualTo(key(name.formatted("us-east-1", ID)).fingerprint());
    }

    @Test
    void onlyWhatCanBeARecipientIsAName() {
        String begin = "aws-kms://arn:aws:kms:eu-west-1:123456789012:";
        for (String good : new String[] {
            begin + "key/" + ID,
            begin + "alias/keepsake/safe_1",
            "aws-kms://arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/" + ID
        }) {
            assertThat(KmsKey.parse(good)).map(KmsKey::toString).hasValue(good);
        }
        for (String bad : new String[] {
            begin + "alias/aws/s3",
            begin + "key/",
            begin + "key/" + ID + "/x",
            "aws-kms://" + ID,
            "arn:aws:kms:eu-west-1:123456789012:key/" + ID,
            "aws-kms://arn:aws:s3:eu-west-1:123456789012:key/" + ID,
            "aws-kms://arn:aws:kms:eu-west-1:1234:key/" + ID,
            "aws-kms://arn:aws:kms::123456789012:key/" + ID,
            "gcp-kms://projects/p/locations/l"
        }) {
            assertThat(KmsKey.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void anArchiveKeyFitsIntoOneRequestAndWhatDoesNotIsRefusedWithoutOne() {
        KmsKey key = key(kms.key(ID));

        assertThat(ArchiveKey.generate()).hasSizeLessThan(KmsRecipient.LARGEST_SECRET / 8);
        assertThatThrownBy(() -> recipient(key).wrap(new byte[KmsRecipient.LARGEST_SECRET + 1], FIRST))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(key.toString(), "4097", "4096");
        assertThat(kms.asked()).isEmpty();
    }

    @Test
    void policiesAllowWhatIsAskedAndNothingElse() throws IOException {
        KmsKey key = key(kms.key(ID));
        kms.allow("agent", action("writer-with-kms-recipients"));
        kms.allow("restorer", action("restorer-with-kms-recipients"));

        byte[] wrapped = recipient(key).wrap(SECRET, FIRST);
        assertThatThrownBy(() -> unlocker(key).unwrap(wrapped, FIRST)).hasMessageContaining("kms:Decrypt");
        kms.actAs("restorer");
        assertThat(unlocker(key).unwrap(wrapped, FIRST)).hasValue(SECRET);
        assertThatThrownBy(() -> recipient(key).wrap(SECRET, FIRST)).hasMessageContaining("kms:Encrypt");
    }

    private static String action(String policy) throws IOException {
        JsonNode root = new ObjectMapper()
                .readTree(Path.of("..", "deploy", "iam", policy + ".json").toFile());
        assertThat(root.path("Version").asText()).isEqualTo("2012-10-17");
        assertThat(root.path("Statement")).hasSize(1);
        JsonNode only = root.path("Statement").path(0);
        assertThat(only.path("Effect").asText()).isEqualTo("Allow");
        assertThat(only.path("Resource").asText()).isEqualTo("arn:aws:kms:REGION:ACCOUNT:key/KEY");
        return only.path("Action").asText();
    }

    private KmsRecipient recipient(KmsKey key) {
        return new KmsRecipient(key, settings());
    }

    private KmsUnlocker unlocker(KmsKey key) {
        return new KmsUnlocker(key, settings());
    }

    private KmsSettings settings() {
        return new KmsSettings(Optional.of(kms.endpoint()), Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    private static KmsKey key(String name) {
        return KmsKey.parse(name).orElseThrow();
    }
}
