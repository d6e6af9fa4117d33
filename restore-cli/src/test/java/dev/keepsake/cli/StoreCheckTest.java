package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCheckTest {

    @TempDir
    Path directory;

    @Test
    void aDirectoryCanHoldBackupsAndIsLeftAsItWas() throws IOException {
        Run run = Run.of("store", "check", directory.toUri().toString(), "--quick");

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("ok       put-if-absent", "not had  object-lock", " can hold backups");
        assertThat(run.out()).doesNotContain("BROKEN", "left there", "long-listings");
        assertThat(Run.files(directory)).isEmpty();
    }

    @Test
    void aConfigurationWillDoAndScriptsCanReadTheResult() throws IOException {
        Path store = Files.createDirectory(directory.resolve("store"));
        Path config = directory.resolve("agent.yaml");
        Files.writeString(
                config,
                "cluster: prod\nstore: {url: \"" + store.toUri() + "\", upload-limit: 64MiB, download-limit: 1GiB}\n");

        Run run = Run.of("-c", config.toString(), "store", "check", "--quick", "-o", "json");

        JsonNode json = JsonOutput.MAPPER.readTree(run.out());
        assertThat(json.get("usable").asBoolean()).isTrue();
        assertThat(json.get("capabilities").get(0).get("name").asText()).isEqualTo("delete");
        assertThat(json.get("capabilities").get(0).get("standing").asText()).isEqualTo("ok");
        assertThat(json.get("left")).isEmpty();
    }

    @Test
    void aStoreThatIsNotThereIsSaidSo() {
        Run run = Run.of("store", "check", directory.resolve("nothing").toUri().toString());

        assertThat(run.code()).isEqualTo(6);
        assertThat(run.err()).contains("nothing");
    }

    @Test
    void whatIsNoStoreIsWrongUsage() {
        assertThat(Run.of("store", "check", "ftp://somewhere").code()).isEqualTo(2);
        assertThat(Run.of("store", "check").code()).isEqualTo(2);
        assertThat(Run.of("store").code()).isEqualTo(2);
    }
}
