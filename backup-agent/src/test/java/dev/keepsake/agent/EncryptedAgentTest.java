package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.testkit.LookedThrough;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
    void checkLooksAtKeysAndWhetherTheArchiveFitsThem() throws IOException {
        Path config = configured("encryption: {recipients: [" + file("safe.pub") + "]}");
        Files.setPosixFilePermissions(file("agent.key"), PosixFilePermissions.fromString("rw-------"));
        assertThat(once(config).code()).isZero();

        Run good = Run.of("check", "-c", config.toString());
        Files.setPosixFilePermissions(file("agent.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Run open = Run.of("check", "-c", config.toString());
        Run clear = Run.of("check", "-c", configured("").toString());
        Files.writeString(
                file("agent.key"), KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).json());
        Run other = Run.of(
                "check",
                "-c",
                configured("encryption: {recipients: [" + file("safe.pub") + "]}")
                        .toString());

        assertThat(good.out())
                .contains("ok    signing key", "ok    recipient", "ok    keyring: archive key 1 is for just these")
                .contains("ok    trust: the newest backup");
        assertThat(open.out()).contains("FAIL  signing key", "chmod 600 " + file("agent.key"));
        assertThat(clear.out()).contains("FAIL  keyring: the archive is encrypted, and this agent names no recipients");
        assertThat(other.out())
                .contains("FAIL  keyring: none is for just these recipients", "FAIL  trust: the newest backup")
                .contains("'trusted-signers'");
        assertThat(other.code()).isEqualTo(open.code()).isNotZero();
    }

    @Test
    void whatItRemembersOfItsArchiveNobodyChangesInTheStore() throws IOException {
        Files.writeString(
                file("ops.pub"),
                KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).publicHalf().json());
        Path another = another();
        Path config = configured(
                "encryption: {recipients: [" + file("safe.pub") + "], keyring-signers: [" + file("ops.pub") + "]}");
        assertThat(once(config).code()).isZero();
        Path first = file("store").resolve("keepsake.json");
        assertThat(file("state").resolve("prod.master-1.archive")).content().startsWith("keepsake-archive 1\tfile:");
        assertThat(Run.of("check", "-c", config.toString()).out()).contains("ok    keyring signer");

        Files.delete(first);
        Files.copy(another.resolve("keepsake.json"), first);
        new ServerOnDisk(file("zk")).creates(5);
        Run run = once(config);

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("but this agent wrote to archive", "keyring/0001.json", "Nothing is added");
        Files.delete(file("state").resolve("prod.master-1.archive"));
        assertThat(once(config).err()).as("one that lost its memory").contains("keyring/0001.json", "Put back");
    }

    private Path another() throws IOException {
        Path store = file("another");
        Path config = configured("");
        Files.writeString(
                config, Files.readString(config).replace("/store", "/another").replace("/state", "/fresh"));
        assertThat(once(config).code()).isZero();
        return store;
    }

    @Test
    void nobodyOnTheSameMachineSeesASecretOfADaemon() throws IOException {
        Path config = configured("encryption: {recipients: [" + file("safe.pub") + "]}");
        Files.writeString(config, Files.readString(config) + "schedule: {cron: \"0 0 3 1 1 ?\"}\n");
        Map<String, String> environment = Map.of(
                "AWS_SECRET_ACCESS_KEY", "hunter2hunter2",
                "JAVA_TOOL_OPTIONS", "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");

        try (LookedThrough process =
                LookedThrough.start("dev.keepsake.agent.Main", environment, List.of("run", "-c", config.toString()))) {
            process.awaits("keepsake-agent runs");
            String seen = process.seen();

            String secret = secret("agent.key");
            assertThat(seen).contains("dev.keepsake.agent.Main", "\"main\"", "java.class.path");
            assertThat(seen).doesNotContain(secret).doesNotContain(secret.substring(20, 50), "hunter2");
        }
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
