package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keepsake tool} and {@code keepsake version}. */
final class ToolTest {

    private static final String NAME = "keepsake-0.1.0-linux-amd64.tar.gz";

    @TempDir
    private Path directory;

    private Path tarball() throws IOException {
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        bytes[0] = 0x1f;
        bytes[1] = (byte) 0x8b;
        return Files.write(directory.resolve(NAME), bytes);
    }

    private SampleArchive archive() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates(5);
        archive.backUp("20261122T030000Z", null);
        return archive;
    }

    @Test
    void whatWasPutIsListedAndFetched() throws IOException {
        SampleArchive archive = archive();
        Path tarball = tarball();
        Path into = Files.createDirectory(directory.resolve("into"));

        Run put = archive.run("tool", "put", tarball.toString());
        Run list = archive.run("tool", "list", "-o", "json");
        Run get = archive.run("tool", "get", "0.1.0", "--into", into.toString());

        assertThat(put.code()).as(put.err()).isZero();
        JsonNode listed = JsonOutput.MAPPER.readTree(list.out()).get(0);
        assertThat(listed.path("version").asText()).isEqualTo("0.1.0");
        assertThat(listed.path("platform").asText()).isEqualTo("linux-amd64");
        assertThat(put.out()).contains(listed.path("sha256").asText());
        assertThat(get.code()).as(get.err()).isZero();
        assertThat(get.out().strip()).isEqualTo(into.resolve(NAME).toString());
        assertThat(into.resolve(NAME)).hasSameBinaryContentAs(tarball);
    }

    @Test
    void theArchivesOwnWordsBringTheToolToWhoeverHasAShellAlone() throws Exception {
        SampleArchive archive = archive();
        archive.run("tool", "put", tarball().toString());
        List<String> commands = Files.readAllLines(archive.place().resolve("README.txt")).stream()
                .filter(line -> line.startsWith("     cp ") || line.contains("sha256sum"))
                .toList();
        Path blank = Files.createDirectory(directory.resolve("blank"));

        Process shell = new ProcessBuilder("sh", "-ec", String.join("\n", commands))
                .directory(blank.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).as(said).isZero();
        assertThat(said).contains(": OK");
        assertThat(Run.names(blank)).singleElement().asString().startsWith("0.1.0-linux-amd64-");
    }

    @Test
    void whatIsForgedIsNeverLeftToBeStarted() throws IOException {
        SampleArchive archive = archive();
        archive.run("tool", "put", tarball().toString());
        Path stored = Run.files(archive.place().resolve("tools")).stream()
                .filter(path -> path.toString().endsWith(".tar.gz"))
                .findFirst()
                .orElseThrow();
        Files.delete(stored);
        Files.write(stored, new byte[10_000]);
        Path into = Files.createDirectory(directory.resolve("into"));

        Run get = archive.run("tool", "get", "0.1.0", "--into", into.toString());

        assertThat(get.code()).isEqualTo(5);
        assertThat(get.err()).contains("Do not start it");
        assertThat(into).isEmptyDirectory();
    }

    @Test
    void whatIsMissingOrMisnamedIsToldWithWhatToDo() throws IOException {
        SampleArchive archive = archive();
        Path other = Files.write(directory.resolve("keepsake.tar.gz"), new byte[1]);

        Run none = archive.run("tool", "get", "9.9.9");
        Run misnamed = archive.run("tool", "put", other.toString());
        Run missing = archive.run("tool", "put", directory.resolve(NAME).toString());

        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("'keepsake tool list'");
        assertThat(misnamed.code()).isEqualTo(2);
        assertThat(misnamed.err()).contains("keepsake-VERSION-OS-ARCH.tar.gz");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("there is no file");
        assertThat(archive.run("tool", "list").err()).contains("'keepsake tool put'");
    }

    @Test
    void aFileThatIsThereIsNotWrittenOver() throws IOException {
        SampleArchive archive = archive();
        archive.run("tool", "put", tarball().toString());
        Path into = Files.createDirectory(directory.resolve("into"));
        Path there = Files.writeString(into.resolve(NAME), "mine");

        Run get = archive.run("tool", "get", "0.1.0", "--into", into.toString());

        assertThat(get.code()).isEqualTo(4);
        assertThat(there).hasContent("mine");
    }

    @Test
    void theVersionSaysWhatItReadsAndWrites() throws IOException {
        Run option = Run.of("--version");
        Run text = Run.of("version");
        Run json = Run.of("version", "-o", "json");

        assertThat(text.out()).isEqualTo(option.out());
        assertThat(text.out().lines())
                .hasSizeGreaterThanOrEqualTo(5)
                .first()
                .asString()
                .startsWith("keepsake ");
        JsonNode node = JsonOutput.MAPPER.readTree(json.out());
        assertThat(node.path("program").asText()).isEqualTo("keepsake");
        assertThat(node.at("/forms/records/newestRead").asInt()).isEqualTo(1);
        assertThat(node.at("/forms/sealedObjects/newestRead").asInt()).isEqualTo(2);
        assertThat(node.at("/java/version").asText()).isEqualTo(System.getProperty("java.version"));
        assertThat(node.has("commit")).isTrue();
    }
}
