package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.testkit.LookedThrough;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in files, and an encrypted archive looked at, proven and restored with them; whatever is printed, no secret is. */
final class KeyTest {

    private static final String ID = "20261122T030000Z";

    @TempDir
    private Path directory;

    private final List<Run> runs = new ArrayList<>();
    private SampleArchive archive;

    @BeforeEach
    void anEncryptedArchive() throws IOException {
        made("safe", "opening");
        made("agent", "signing");
        archive = new SampleArchive(directory).sealedWith(SealKeys.agent(text("agent.key"), text("safe.key")));
        archive.server.creates(5);
        archive.backUp(ID, null);
    }

    @AfterEach
    void noSecretWasPrinted() throws IOException {
        List<String> secrets = new ArrayList<>();
        for (String file : List.of("safe.key", "agent.key")) {
            Matcher value = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"").matcher(Files.readString(file(file)));
            assertThat(value.find()).isTrue();
            secrets.add(value.group(1));
            secrets.add(value.group(1).substring(20, 50));
        }
        for (Run run : runs) {
            assertThat(run.out() + run.err()).doesNotContain(secrets);
        }
        for (Path stored : Run.files(archive.place())) {
            assertThat(new String(Files.readAllBytes(stored), StandardCharsets.ISO_8859_1))
                    .as(stored.toString())
                    .doesNotContain(secrets);
        }
    }

    @Test
    void aKeyIsTwoFilesOfWhichOneIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("safe.key"))))
                .isEqualTo("rw-------");
        assertThat(run("key", "inspect", path("safe.key")).out())
                .contains("private key of a recipient", fingerprint("safe.key"), "keep it secret");
        assertThat(run("key", "inspect", path("agent.pub"), "-o", "json").out())
                .contains("\"signer\"", fingerprint("agent.key"), "false");
        assertThat(KeyText.parse(
                                "printed",
                                run("key", "public", path("safe.key")).out())
                        .fingerprint())
                .isEqualTo(fingerprint("safe.key"));
    }

    @Test
    void noKeyIsEverOverwritten() throws IOException {
        String before = Files.readString(file("safe.key"));

        Run again = run("key", "generate", "--private", path("safe.key"), "--public", path("new.pub"));

        assertThat(again.code()).isEqualTo(4);
        assertThat(again.err()).contains(path("safe.key"), "never overwritten");
        assertThat(Files.readString(file("safe.key"))).isEqualTo(before);
    }

    @Test
    void withKeyAndTrustEverythingIsAsInAnyArchive() throws IOException {
        assertThat(sealed("list").out()).contains(ID);
        assertThat(sealed("show", ID).code()).isZero();
        assertThat(sealed("ls", "/").code()).isZero();
        assertThat(sealed("verify", ID).code()).isZero();
        Run plan = sealed("restore", "zookeeper", "--backup", ID, "--data-dir", path("blank"), "--plan");
        assertThat(plan.code()).as(plan.err()).isZero();
        Run restored = sealed("restore", "zookeeper", "--backup", ID, "--data-dir", path("blank"), "--yes");
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(String.join(
                        " ",
                        Run.files(archive.place().resolve("prod/restored")).stream()
                                .map(KeyTest::read)
                                .toList()))
                .contains("withheld");
    }

    @Test
    void aRestoreThatNobodySignedIsNamedInThePlanAndUsesUpNoEpochs() throws IOException {
        String record = "prod/restored/7ffff82f/20261101T000000Z/01HQ0000000000000000000000.json";
        Files.createDirectories(archive.place().resolve(record).getParent());
        Files.writeString(archive.place().resolve(record), "{}");

        Run plan = sealed("restore", "zookeeper", "--backup", ID, "--data-dir", path("blank"), "--plan");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("note      " + record + " tells of epoch 2147481647", "does not count");
        assertThat(plan.out()).contains("epoch     1000: the first new transaction");
    }

    @Test
    void withoutTheKeyOneSentenceSaysWhichIsNeeded() {
        Run run = archived("--trust", path("agent.pub"), "cat", "/n1", "--at", ID);

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("encrypted with archive key 1", fingerprint("safe.key"), "--key FILE");
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void withoutAPrivateKeyEverythingIsProvenThatCanBe() throws IOException {
        Run listed = archived("--trust", path("agent.pub"), "list");
        Run good = archived("--trust", path("agent.pub"), "verify", ID);
        Run asked = archived("--trust", path("agent.pub"), "verify", ID, "--level", "proof", "--no-record");
        Run objects = archived("--trust", path("agent.pub"), "verify", ID, "--level", "objects", "--no-record");
        Run opened = sealed("verify", ID, "--level", "proof", "--no-record");
        Run proven = archived("--trust", path("agent.pub"), "list");
        Path base = Run.files(archive.place()).stream()
                .filter(file -> file.toString().contains("/base/"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(base);
        bytes[bytes.length / 2] ^= 1;
        Files.write(base, bytes);
        Run damaged = archived("--trust", path("agent.pub"), "verify", ID);

        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(good.code()).as(good.out() + good.err()).isZero();
        assertThat(good.out())
                .contains("what it holds. It is encrypted, and no private key was given", "With --key FILE")
                .doesNotContain("replayed from");
        assertThat(asked.code()).as("a proof was asked for").isEqualTo(7);
        assertThat(asked.err()).contains("this is no proof", "--key FILE");
        assertThat(objects.code()).as(objects.err()).isZero();
        assertThat(opened.code()).as(opened.err()).isZero();
        assertThat(proven.out()).as("it was a look at objects, and no proof").isEqualTo(listed.out());
        assertThat(damaged.code()).isEqualTo(9);
        assertThat(damaged.out()).contains("/base/", "does not match its checksum");
    }

    @Test
    void nobodyOnTheSameMachineSeesASecretOfAProcessThatHasIt() throws IOException {
        Map<String, String> environment = Map.of(
                "KEEPSAKE_KEY", Files.readString(file("safe.key")),
                "KEEPSAKE_TERMINAL", "1",
                "KEEPSAKE_INPUT_TERMINAL", "1");
        List<String> words =
                new ArrayList<>(List.of("--store", archive.place().toUri().toString(), "--cluster", "prod"));
        words.addAll(List.of("--trust", path("agent.pub"), "restore", "zookeeper", "--backup", ID));
        words.addAll(List.of("--data-dir", path("blank")));

        try (LookedThrough process = LookedThrough.start("dev.keepsake.cli.Main", environment, words)) {
            process.awaits("Type 'yes'");
            String seen = process.seen();

            assertThat(seen).contains("dev.keepsake.cli.Main", "\"main\"", "java.class.path");
            runs.add(new Run(0, seen, ""));
        }
    }

    @Test
    void withAnotherKeyThatIsSaid() throws IOException {
        made("other", "opening");

        Run run = archived("--trust", path("agent.pub"), "--key", path("other.key"), "cat", "/n1", "--at", ID);

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("none of the private keys given is one of these");
    }

    @Test
    void whoIsNotTrustedIsNamedAndTakenOnlyWhenToldSo() {
        Run listed = archived("list");
        Run shown = archived("show", ID);
        Run told = archived("--allow-unsigned", "show", ID);

        assertThat(listed.err()).contains(ID, fingerprint("agent.key"), "--trust FILE");
        assertThat(shown.code()).isEqualTo(4);
        assertThat(shown.err()).contains(fingerprint("agent.key"));
        assertThat(told.code()).isZero();
    }

    @Test
    void aFileOfTheWrongKindIsRefusedWithoutAWordOfWhatItHolds() throws IOException {
        Files.writeString(file("noise"), "not a key but s3cr3t");

        Run noise = archived("--key", path("noise"), "list");
        Run privateForPublic = archived("--trust", path("agent.key"), "list");
        Run missing = archived("--key", path("nowhere"), "list");

        assertThat(noise.err()).contains(path("noise"), "not a Tink keyset").doesNotContain("s3cr3t");
        assertThat(privateForPublic.err())
                .contains("private key of a signer", "expected the public key of a signer", "keep this one away");
        assertThat(missing.err()).contains(path("nowhere"), "cannot be read");
    }

    @Test
    void whoMayReadIsListedAndChanged() throws IOException {
        made("vault", "opening");
        made("ops", "signing");

        Run given = archived(
                "key",
                "recipients",
                "--key",
                path("safe.key"),
                "--trust",
                path("agent.pub"),
                "--signing-key",
                path("ops.key"),
                "--recipient",
                path("vault.pub"));
        Run rotated = archived("key", "rotate", "--signing-key", path("ops.key"), "--recipient", path("vault.pub"));
        Run listed = archived("--trust", path("agent.pub"), "key", "list");

        assertThat(given.code()).as(given.err()).isZero();
        assertThat(rotated.code()).as(rotated.err()).isZero();
        assertThat(listed.out())
                .contains(fingerprint("safe.key"), fingerprint("vault.key"), path("agent.pub"))
                .contains(fingerprint("ops.key") + ", not trusted");
        assertThat(archived("--trust", path("agent.pub"), "--key", path("vault.key"), "ls", "/", "--at", ID)
                        .code())
                .isZero();
    }

    private Run sealed(String... arguments) {
        List<String> words = new ArrayList<>(List.of("--key", path("safe.key"), "--trust", path("agent.pub")));
        words.addAll(List.of(arguments));
        return archived(words.toArray(new String[0]));
    }

    private Run archived(String... arguments) {
        Run run = archive.run(arguments);
        runs.add(run);
        return run;
    }

    private Run run(String... arguments) {
        Run run = Run.of(arguments);
        if (!List.of(arguments).contains("public")) {
            runs.add(run);
        }
        return run;
    }

    private void made(String name, String purpose) {
        Run run = run(
                "key", "generate", "--for", purpose, "--private", path(name + ".key"), "--public", path(name + ".pub"));
        assertThat(run.code()).as(run.err()).isZero();
    }

    private KeyText text(String file) throws IOException {
        return KeyText.parse(file, Files.readString(file(file)));
    }

    private String fingerprint(String file) {
        return Run.of("key", "inspect", path(file)).out().replaceAll("(?s).*fingerprint ([0-9a-f]{32}).*", "$1");
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private String path(String name) {
        return file(name).toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
