package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent with keys in its configuration. */
final class EncryptedAgentTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void keys() throws IOException {
        KeyText safe = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Files.writeString(file("safe.key"), safe.json());
        Files.writeString(file("safe.pub"), safe.publicHalf().json());
        Files.writeString(
                file("agent.key"), KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).json());
        new ServerOnDisk(file("zk")).creates(5);
    }

    @Test
    void whatItStoresIsEncryptedAndGoneOnWithAndNoSecretIsPrinted() throws IOException {
        Path config = configured("encryption: {recipients: [" + file("safe.pub") + "]}");
        Run first = once(config);
        new ServerOnDisk(file("zk")).creates(5);

        Run second = once(config);
        Run check = Run.of("check", "-c", config.toString());

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(keys("keyring/")).hasSize(2);
        String secret = secret("agent.key");
        for (Run run : List.of(first, second, check)) {
            assertThat(run.out() + run.err()).doesNotContain(secret).doesNotContain(secret.substring(20, 50));
        }
        for (Path stored : keys("")) {
            assertThat(new String(Files.readAllBytes(stored), StandardCharsets.ISO_8859_1))
                    .as(stored.toString())
                    .doesNotContain(secret);
        }
        assertThat(keys("/link/"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Files.readString(link, StandardCharsets.ISO_8859_1))
                        .contains("\"keyring\":1", "\"dataKey\""));
    }

    @Test
    void whoCapturesRefusesAPrivateKeyUnlessToldOtherwise() throws IOException {
        String keys = "recipients: [" + file("safe.pub") + "], private-keys: [" + file("safe.key") + "]";

        Run refused = once(configured("encryption: {" + keys + "}"));
        Run told = once(configured("encryption: {" + keys + ", private-keys-beside-sources: true}"));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("encryption.private-keys", "private-keys-beside-sources: true");
        assertThat(told.code()).as(told.err()).isZero();
    }

    @Test
    void aPrivateKeyInThePlaceOfAPublicOneIsRefusedWithoutAWordOfIt() throws IOException {
        Run run = once(configured("encryption: {recipients: [" + file("safe.key") + "]}"));

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err())
                .contains(file("safe.key").toString(), "expected the public key of a recipient", "keep this one away")
                .doesNotContain(secret("safe.key"));
    }

    @Test
    void whoEncryptsMustSign() throws IOException {
        Path config = configured("encryption: {recipients: [" + file("safe.pub") + "]}");
        Files.writeString(config, Files.readString(config).replaceFirst("signing-key: .*\n", ""));

        Run run = once(config);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("what is encrypted must be signed, too", "signing-key");
    }

    private static Run once(Path config) {
        return Run.of("once", "-c", config.toString(), "--offline");
    }

    private Path configured(String encryption) throws IOException {
        return Files.writeString(
                file("agent.yaml"),
                String.join(
                        "\n",
                        "cluster: prod",
                        "node: master-1",
                        "store: {url: \"" + file("store").toUri() + "\"}",
                        "state-dir: " + file("state"),
                        "signing-key: " + file("agent.key"),
                        encryption,
                        "sources:",
                        "  - {name: zk, type: zookeeper, data-dir: " + file("zk") + ", client: \"127.0.0.1:1\"}",
                        ""));
    }

    private String secret(String name) throws IOException {
        Matcher value = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"").matcher(Files.readString(file(name)));
        assertThat(value.find()).isTrue();
        return value.group(1);
    }

    private List<Path> keys(String part) throws IOException {
        try (Stream<Path> files = Files.walk(file("store"))) {
            return files.filter(Files::isRegularFile)
                    .filter(path -> path.toString().contains(part))
                    .toList();
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
