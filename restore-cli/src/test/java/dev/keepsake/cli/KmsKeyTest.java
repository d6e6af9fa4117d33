package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.kms.KmsKey;
import dev.keepsake.archive.kms.KmsRecipient;
import dev.keepsake.archive.kms.KmsSettings;
import dev.keepsake.testkit.KmsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive whose agent may only encrypt with a key of AWS KMS, looked at and restored by who may decrypt with it. */
final class KmsKeyTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    private KmsServer kms;
    private String name;
    private SampleArchive archive;

    @BeforeEach
    void anArchiveEncryptedToAFileAndToKms() throws IOException {
        kms = KmsServer.start();
        kms.allow("agent", "kms:Encrypt");
        kms.allow("restorer", "kms:Decrypt");
        kms.allow("keeper", "kms:Encrypt", "kms:Decrypt");
        name = kms.key("1234abcd-12ab-34cd-56ef-1234567890ab");
        KeyText safe = written("safe", KeyText.Kind.RECIPIENT_PRIVATE);
        KeyText agent = written("agent", KeyText.Kind.SIGNER_PRIVATE);
        KmsSettings settings =
                new KmsSettings(Optional.of(kms.endpoint()), Duration.ofSeconds(20), Duration.ofSeconds(20));
        Recipient service = new KmsRecipient(KmsKey.parse(name).orElseThrow(), settings);
        Keys keys = Keys.writing(Signer.of(agent), List.of(Recipient.of(safe.publicHalf()), service), Trust.NOBODY);
        kms.actAs("agent");
        archive = new SampleArchive(directory).sealedWith(keys);
        archive.server.creates(5);
        archive.backUp(ID, null);
        kms.actAs("restorer");
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    @Test
    void whoMayDecryptReadsAndRestores() throws IOException {
        assertThat(kms.asked()).as("for two backups' keys one request").hasSize(1);

        Run shown = with("cat", "/n1", "--at", ID);
        Run verified = with("verify", ID);
        Run restored = with("restore", "zookeeper", "--backup", ID, "--data-dir", path("blank"), "--yes");

        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(restored.out() + restored.err()).doesNotContain("s3cr3t", "t0ken");
        assertThat(kms.asked())
                .as("one for each process, though the key stands in two keyrings")
                .hasSize(4)
                .filteredOn(asked -> asked.action().equals("kms:Decrypt"))
                .hasSize(3);
    }

    @Test
    void thePrintedCommandNamesTheKeyAndWhereItIs() throws IOException {
        kms.actAs("agent");
        archive.backUpMember("20261122T040000Z");
        kms.actAs("restorer");
        Run plan = with("restore", "zookeeper", "--backup", "latest", "--data-dir", path("blank"), "--plan");
        String command = Run.lineWith(plan.out(), "  keepsake ");

        assertThat(command).contains("--key " + name, "--kms-endpoint " + kms.endpoint());
        assertThat(Run.typed(command + " --yes").code()).isZero();
    }

    @Test
    void whoMayNotIsToldWhichRightOfWhichKeyLacks() {
        kms.actAs("agent");

        Run run = with("cat", "/n1", "--at", ID);

        assertThat(run.code()).isEqualTo(6);
        assertThat(run.err())
                .contains("an archive key cannot be opened with " + name, "must allow kms:Decrypt on it")
                .doesNotContain("\tat ", "s3cr3t", "t0ken");
    }

    @Test
    void aServiceThatIsAwayIsNoLossWhileAnotherKeyIsThere() {
        kms.goAway();

        Run away = with("cat", "/n1", "--at", ID);
        Run file = with("--key", path("safe.key"), "cat", "/n1", "--at", ID);

        assertThat(away.code()).isEqualTo(6);
        assertThat(away.err()).contains("no connection to " + kms.endpoint());
        assertThat(file.code()).as(file.err()).isZero();
    }

    @Test
    void withoutAKeyTheServiceIsOneOfThoseThatAreNamed() {
        Run run = archive.run("--trust", path("agent.pub"), "cat", "/n1", "--at", ID);

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains(name, path("safe.pub"), "--key FILE, or one in AWS KMS with --key and its name");
    }

    @Test
    void recipientsAreGivenAndTakenWithKeysOfTheServiceOnEitherSide() throws IOException {
        String second = kms.key("99999999-12ab-34cd-56ef-1234567890ab");
        written("ops", KeyText.Kind.SIGNER_PRIVATE);
        kms.actAs("keeper");

        Run given = with("key", "recipients", "--signing-key", path("ops.key"), "--recipient", second);
        Run rotated = with("key", "rotate", "--signing-key", path("ops.key"), "--recipient", second);
        Run listed = archive.run("--trust", path("agent.pub"), "key", "list");
        Run read = archive.run(
                "--key", second, "--kms-endpoint", url(), "--trust", path("agent.pub"), "cat", "/n1", "--at", ID);

        assertThat(given.code()).as(given.err()).isZero();
        assertThat(rotated.code()).as(rotated.err()).isZero();
        assertThat(listed.out()).contains(name, second);
        assertThat(read.code()).as(read.err()).isZero();
    }

    @Test
    void whatCannotBeAskedOfAKeyInTheServiceIsSaid() {
        int before = kms.asked().size();
        Run inspected = Run.of("key", "inspect", name);
        Run json = Run.of("key", "inspect", name, "-o", "json");
        Run halved = Run.of("key", "public", name);
        Run wrong = Run.of("key", "inspect", "aws-kms://alias/safe");

        assertThat(inspected.out())
                .contains("recipient in AWS KMS, " + name)
                .contains(KmsKey.parse(name).orElseThrow().fingerprint());
        assertThat(json.out()).contains("\"kms\"", "false");
        assertThat(halved.code()).isEqualTo(4);
        assertThat(halved.err()).contains("gives no half of it away");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("names no key of AWS KMS", "aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID");
        assertThat(kms.asked()).as("nothing is asked for it").hasSize(before);
    }

    private Run with(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of("--key", name, "--kms-endpoint", url(), "--trust", path("agent.pub")));
        words.addAll(List.of(arguments));
        return archive.run(words.toArray(new String[0]));
    }

    private String url() {
        return kms.endpoint().toString();
    }

    private KeyText written(String called, KeyText.Kind kind) throws IOException {
        KeyText key = KeyText.generate(kind);
        Files.writeString(directory.resolve(called + ".key"), key.json());
        Path half = Files.writeString(
                directory.resolve(called + ".pub"), key.publicHalf().json());
        return KeyText.parse(half.toString(), key.json());
    }

    private String path(String file) {
        return directory.resolve(file).toString();
    }
}
