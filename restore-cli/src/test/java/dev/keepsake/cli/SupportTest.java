package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.archive.KeyText;
import dev.keepsake.cli.support.Bundle;
import dev.keepsake.cli.support.Part;
import dev.keepsake.cli.support.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle for somebody who helps holds what he needs, and nothing that he must not see. */
class SupportTest {

    private static final String TOKEN = "0123456789planted-page-token";
    private static final String PASSWORD = "planted\"web\\password";
    private static final String HOOK = "https://hooks.example.com/services/T0PLANTED/B0PLANTED/planted0webhook";
    private static final String IN_URL = "planted-in-url";
    private static final String FROM_UNIT = "/planted+unit/secret";
    private static final String ZNODE = "planted data of a znode";

    @TempDir
    private Path directory;

    private SampleArchive archive;
    private Path config;
    private Path state;

    @BeforeEach
    void anArchive() throws IOException {
        archive = new SampleArchive(directory);
        archive.server.creates(2).creates("/secret", ZNODE.getBytes(StandardCharsets.UTF_8));
        archive.backUp("20261121T030000Z", "night");
        state = Files.createDirectory(directory.resolve("state"));
        config = directory.resolve("agent.yaml");
        Files.writeString(directory.resolve("page.token"), TOKEN + "\n");
        Files.writeString(directory.resolve("web.password"), PASSWORD + "\n");
        Files.writeString(directory.resolve("hook"), HOOK + "\n");
        Files.writeString(directory.resolve("environment"), "AWS_SECRET_ACCESS_KEY='" + FROM_UNIT + "'\n");
        Files.writeString(directory.resolve("sign.key"), key());
        Files.writeString(config, """
                cluster: prod
                node: master-1
                store: {url: "%s"}
                state-dir: %s
                page: {listen: "127.0.0.1:1", token-file: %s}
                notify: {webhooks: [{name: us, url-file: %s, token-file: %s}]}
                sources: [{name: zk, type: zookeeper, data-dir: %s, client: "127.0.0.1:1"}]
                """.formatted(
                        archive.place().toUri(),
                        state,
                        directory.resolve("page.token"),
                        directory.resolve("hook"),
                        directory.resolve("web.password"),
                        directory));
    }

    private static String key() {
        return KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).json();
    }

    @Test
    void itSaysWhatThereIsAndWhatCouldNotBeHad() throws IOException {
        Files.writeString(state.resolve("prod.master-1.journal"), "{\"slots\": \"of the night\"}");

        Map<String, String> bundle = bundle();

        assertThat(bundle.keySet())
                .contains(
                        "README.txt",
                        "versions.txt",
                        "machine.txt",
                        "disks.txt",
                        "environment.txt",
                        "configuration.txt",
                        "state-dir.txt",
                        "journals.txt",
                        "agent-status.txt",
                        "agent-log.txt",
                        "metrics.txt",
                        "backups.txt",
                        "ranges.txt",
                        "latest.txt",
                        "audit.txt",
                        "doctor.txt");
        assertThat(bundle.get("backups.txt")).contains("20261121T030000Z", "night", "exit code 0");
        assertThat(bundle.get("ranges.txt")).contains("  range  0x3");
        assertThat(bundle.get("configuration.txt")).contains("cluster = prod", "page.token-file = ");
        assertThat(bundle.get("journals.txt")).contains("of the night");
        assertThat(bundle.get("state-dir.txt")).contains("prod.master-1.journal");
        assertThat(bundle.get("metrics.txt")).contains("not whole: ");
        assertThat(bundle.get("README.txt")).contains("Look at each file before you send", "metrics.txt  the agent's");
    }

    @Test
    void nothingThatIsSecretIsInItWhereverItWasPlanted() throws IOException {
        Files.writeString(
                state.resolve("prod.master-1.journal"),
                String.join(
                        "\n",
                        "refused: token " + TOKEN,
                        "POST /services/T0PLANTED/B0PLANTED/planted0webhook failed",
                        "at https://user:" + IN_URL + "@store.example.com/x?X-Signature=" + IN_URL,
                        "{\"password\": \"" + IN_URL + "\", \"Authorization\": \"Bearer " + IN_URL + "\"}",
                        "from the unit: " + FROM_UNIT,
                        "and " + JsonOutput.MAPPER.writeValueAsString(PASSWORD) + " and " + PASSWORD
                                + " and AKIAPLANTEDPLANTED00",
                        Files.readString(directory.resolve("sign.key"))));
        Files.writeString(state.resolve("other.secret"), "planted content of another file");
        Files.writeString(config, "signing-key: " + directory.resolve("sign.key") + "\n", StandardOpenOption.APPEND);

        Map<String, String> bundle = bundle();

        String all = String.join("\n", bundle.values());
        assertThat(bundle.get("journals.txt")).contains("refused: token ***", "from the unit: ***");
        String value = JsonOutput.MAPPER
                .readTree(Files.readString(directory.resolve("sign.key")))
                .findValue("value")
                .asText();
        assertThat(value).hasSizeGreaterThan(20);
        assertThat(all)
                .doesNotContain(TOKEN, PASSWORD, HOOK, "planted0webhook", IN_URL, FROM_UNIT, ZNODE, value)
                .doesNotContain("web\\\\password", "AKIAPLANTED", "planted content", "T0PLANTED");
    }

    @Test
    void aBrokenConfigurationAndAStoreThatIsAwayAreToldAndStopNothing() throws IOException {
        Files.writeString(
                config,
                "cluster: prod\nstore: {url: \"file:///nowhere/at/all\"}\nstate-dirr: /x\ntoken: " + IN_URL + "\n");

        Map<String, String> bundle = bundle();

        assertThat(bundle.get("configuration.txt")).contains("state-dirr").doesNotContain(IN_URL);
        assertThat(bundle.get("backups.txt")).contains("exit code ").doesNotContain("exit code 0");
        assertThat(bundle.get("machine.txt")).contains("processors");
        assertThat(String.join("", bundle.values())).doesNotContain(IN_URL);
    }

    @Test
    void whatItHoldsIsPrintedAndTheFileIsForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("here.tar.gz");

        Run run = Run.of("-c", config.toString(), "-o", "json", "support", file.toString());
        Run again = Run.of("-c", config.toString(), "support", file.toString());

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = JsonOutput.MAPPER.readTree(run.out());
        assertThat(json.path("file").asText()).isEqualTo(file.toString());
        assertThat(json.path("holds").findValuesAsText("name")).contains("machine.txt", "audit.txt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(again.code()).isNotZero();
    }

    @Test
    void aPartThatHangsOrIsEndlessIsCutOffAndTheOthersCome() throws Exception {
        Bundle bundle = new Bundle("b", new Secrets(), Duration.ofMillis(200), Duration.ofSeconds(20));
        bundle.add(new Part("hangs.txt", "hangs", out -> {
            out.println("begun");
            new CountDownLatch(1).await();
        }));
        bundle.add(new Part("endless.txt", "endless", out -> {
            for (int i = 0; i < 3_000; i++) {
                out.println("x".repeat(1_000));
            }
        }));
        bundle.add(new Part("fails.txt", "fails", out -> {
            throw new IOException("no disk");
        }));

        assertThat(bundle.entries()).extracting(Bundle.Entry::name).hasSize(3);
        assertThat(bundle.entries().get(0).text()).contains("begun").contains("it did not end within 0 s");
        assertThat(bundle.entries().get(1).text().length()).isBetween(1 << 20, (1 << 20) + 200);
        assertThat(bundle.entries().get(1).text()).contains("(cut here: ");
        assertThat(bundle.entries().get(2).trouble()).isEqualTo("not whole: no disk");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.write(out, Instant.EPOCH);
        assertThat(out.size()).isLessThan(100_000);
    }

    @Test
    void whatTheEnvironmentHoldsIsNotToldEither() throws Exception {
        Secrets secrets = new Secrets();
        secrets.learn(Map.of("KEEPSAKE_PAGE_TOKEN", "planted-variable", "HOME", "/home/somebody"));
        Bundle bundle = new Bundle("b", secrets, Duration.ofSeconds(5), Duration.ofSeconds(5));

        bundle.add(new Part("a.txt", "a", out -> out.println("planted-variable of /home/somebody")));

        assertThat(bundle.entries().get(0).text()).isEqualTo("*** of /home/somebody\n");
    }

    @Test
    void whatHeadersAndLoginFilesHoldIsNotToldEither() throws Exception {
        Path token = Files.writeString(directory.resolve("api.token"), "Token planted-header\n");
        Path other = Files.writeString(directory.resolve("other"), "planted-other\n");
        Path jaas = Files.writeString(directory.resolve("jaas.conf"), "user=\"app\"\npassword=\"abc12\";\n");
        Path login = Files.writeString(directory.resolve("login"), "digest:app:xyz98\n");
        Path named = Files.writeString(directory.resolve("named.yaml"), """
                sources:
                  - endpoints:
                      - headers: {Authorization: %s}
                        name: one
                      - name: two
                        headers:
                          X-Secret: "%s"
                    client-config: %s
                    auth-file: %s
                """.formatted(token, other, jaas, login));
        Secrets secrets = new Secrets();
        secrets.learn(named, Map.of());
        Bundle bundle = new Bundle("b", secrets, Duration.ofSeconds(5), Duration.ofSeconds(5));

        bundle.add(new Part("a.txt", "a", out -> {
            out.println("Token planted-header planted-other abc12 xyz98");
            out.println("Authorization: Custom of three words");
        }));

        assertThat(bundle.entries().get(0).text()).isEqualTo("""
            *** *** *** ***
            Authorization: ***
            """);
    }

    @Test
    void whatWasCutOffLeavesNoFile() throws IOException {
        Path file = directory.resolve("half.tar.gz");
        IOException full = new IOException("No space left on device");

        assertThatThrownBy(() -> PrivateFiles.write(file, out -> {
                    out.write(1);
                    throw full;
                }))
                .isSameAs(full);

        assertThat(file).doesNotExist();
        PrivateFiles.write(file, out -> out.write(1));
        assertThatThrownBy(() -> PrivateFiles.write(file, out -> out.write(2)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasBinaryContent(new byte[] {1});
    }

    private Map<String, String> bundle() throws IOException {
        Path file = directory.resolve("bundle.tar.gz");
        Run run = Run.of("-c", config.toString(), "support", file.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Look at each of these files before you send it");
        Map<String, String> files = new TreeMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            for (byte[] header = in.readNBytes(512); header[0] != 0; header = in.readNBytes(512)) {
                String name = new String(header, 0, 100, StandardCharsets.US_ASCII).trim();
                int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII), 8);
                byte[] content = in.readNBytes(size);
                in.readNBytes((512 - size % 512) % 512);
                files.put(name.substring(name.indexOf('/') + 1), new String(content, StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
