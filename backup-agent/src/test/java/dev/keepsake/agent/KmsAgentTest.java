package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.testkit.KmsServer;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that encrypts to a key of AWS KMS, with which it may do nothing else. */
final class KmsAgentTest {

    private static final String KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";

    @TempDir
    private Path directory;

    private KmsServer kms;
    private String name;

    @BeforeEach
    void keys() throws IOException {
        kms = KmsServer.start();
        kms.allow("agent", "kms:Encrypt");
        kms.actAs("agent");
        name = kms.key(KEY);
        KeyText safe = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Files.writeString(file("safe.pub"), safe.publicHalf().json());
        Files.writeString(
                file("agent.key"), KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).json());
        Files.setPosixFilePermissions(file("agent.key"), PosixFilePermissions.fromString("rw-------"));
        new ServerOnDisk(file("zk")).creates(5);
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    @Test
    void theServiceIsAskedOnceForAnArchiveAndMayBeAwayAfterThat() throws IOException {
        Path config = configured("");
        Run first = once(config);
        kms.goAway();
        new ServerOnDisk(file("zk")).creates(5);

        Run second = once(config);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(kms.asked()).hasSize(1).allMatch(asked -> asked.action().equals("kms:Encrypt"));
        assertThat(first.out() + first.err()).doesNotContain("s3cr3t", "t0ken");
    }

    @Test
    void withoutTheServiceNoArchiveKeyIsMadeForFewerRecipients() throws IOException {
        kms.put(KEY, KmsServer.State.DISABLED);

        Run run = once(configured(""));

        assertThat(run.code()).isEqualTo(6);
        assertThat(run.err()).contains("an archive key cannot be wrapped to " + name, "is disabled", "enable the key");
        assertThat(Files.exists(file("store/keyring"))).isFalse();
    }

    @Test
    void checkTriesTheKeyAndThatItDoesNotOpen() throws IOException {
        Path config = configured("");
        Run good = check(config);
        kms.allow("agent", "kms:Encrypt", "kms:Decrypt");
        Run tooMuch = check(config);
        Run told = check(configured(", private-keys: [\"" + name + "\"], private-keys-beside-sources: true"));
        kms.allow("agent", "kms:Decrypt");
        Run tooLittle = check(config);

        assertThat(good.out()).contains("ok    recipient " + name, "may encrypt with it, and not decrypt");
        assertThat(tooMuch.out())
                .contains("FAIL  recipient " + name, "may also decrypt with it", "take kms:Decrypt from them");
        assertThat(told.out()).contains("ok    recipient " + name);
        assertThat(tooLittle.out()).contains("FAIL  recipient " + name, "must allow kms:Encrypt on it");
    }

    @Test
    void whoCapturesRefusesToOpenUnlessToldOtherwise() throws IOException {
        Run refused = once(configured(", private-keys: [\"" + name + "\"]"));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("encryption.private-keys", "private-keys-beside-sources: true");
        assertThat(kms.asked()).isEmpty();
    }

    private static Run check(Path config) {
        return Run.of("check", "-c", config.toString());
    }

    private static Run once(Path config) {
        return Run.of("once", "-c", config.toString(), "--offline");
    }

    private Path configured(String keys) throws IOException {
        return Files.writeString(
                file("agent.yaml"),
                String.join(
                        "\n",
                        "cluster: prod",
                        "node: master-1",
                        "store: {url: \"" + file("store").toUri() + "\"}",
                        "state-dir: " + file("state"),
                        "signing-key: " + file("agent.key"),
                        "encryption: {recipients: [" + file("safe.pub") + ", \"" + name + "\"], kms: {endpoint: \""
                                + kms.endpoint() + "\"}" + keys + "}",
                        "sources:",
                        "  - {name: zk, type: zookeeper, data-dir: " + file("zk") + ", client: \"127.0.0.1:1\"}",
                        ""));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
