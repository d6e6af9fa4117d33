package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.file.FileStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody types from the words at an archive's root is typed as it stands there. */
final class ReadmeTest {

    private static final String NAME = "keepsake-0.1.0-linux-amd64.tar.gz";

    @TempDir
    private Path folder;

    @Test
    void everyCommandIsOneThatAShellReads() throws Exception {
        List<String> commands = commands(new MemoryStore("s3://backups/it's & more"));

        assertThat(commands.get(0))
                .startsWith("aws s3 cp 's3://backups/it'\\''s & more/tools/")
                .endsWith(".gz' .");
        assertThat(shell("set -n\n" + String.join("\n", commands))).isEqualTo("0: ");
        assertThat(commands)
                .filteredOn(line -> line.startsWith("keepsake --store"))
                .hasSize(3);
    }

    @Test
    void whatIsFetchedFromADirectoryArrivesWhateverItIsCalled() throws Exception {
        Path place = folder.resolve("it's a place");
        List<String> commands;
        try (ObjectStore store = FileStore.create(place)) {
            commands = commands(store);
        }

        assertThat(commands.get(0)).startsWith("cp ");
        assertThat(shell("cd '" + folder + "' && " + commands.get(0) + " && " + commands.get(1)))
                .as("fetched, and verified by its SHA-256")
                .startsWith("0: ")
                .contains(".tar.gz: OK");
    }

    /** Those of an archive that keeps a distribution. */
    private List<String> commands(ObjectStore store) throws IOException {
        byte[] distribution = new byte[300_000];
        distribution[0] = 0x1f;
        distribution[1] = (byte) 0x8b;
        Catalog catalog = new Catalog(store, "prod", new Random(1));
        catalog.create("test");
        catalog.tools()
                .keep(
                        ToolFile.of(Files.write(
                                        Files.createDirectories(folder.resolve("made"))
                                                .resolve(NAME),
                                        distribution))
                                .orElseThrow(),
                        "here");
        String words = new String(store.open(new ObjectKey("README.txt"), 0).readAllBytes(), StandardCharsets.UTF_8);
        return words.lines()
                .filter(line -> line.startsWith("     "))
                .map(String::strip)
                .collect(Collectors.toList());
    }

    private static String shell(String script) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return shell.waitFor() + ": " + said;
    }
}
