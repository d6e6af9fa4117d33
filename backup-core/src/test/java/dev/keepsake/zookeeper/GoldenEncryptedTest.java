package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.file.FileStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An encrypted archive with its keys, as the first version with encryption wrote it: four backups, and three of their links
 * rolled up into a run of sealed links. These files are never changed.
 */
final class GoldenEncryptedTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/v2");

    @TempDir
    private Path directory;

    private ObjectStore store;

    @BeforeEach
    void aCopyOfTheArchive() throws Exception {
        Path from = GOLDEN.resolve("archive");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = directory.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(file, to);
            }
        }
        store = FileStore.open(directory);
    }

    @Test
    void everyBackupIsProvenAndRestoresToTheVerySameBytes() throws Exception {
        assertThat(restored(catalog(restorer()))).isEqualTo(Files.readAllLines(GOLDEN.resolve("expected.txt")));
        requireProven(catalog(restorer()), Proof.Level.PROOF);
    }

    @Test
    void theRunStandsInForTheLinksItWasMadeOf() throws Exception {
        int deleted = 0;
        for (Path link : files("/link/")) {
            if (deleted < 3) {
                Files.delete(link);
                deleted++;
            }
        }

        assertThat(files("/run/")).hasSize(1);
        assertThat(restored(catalog(restorer()))).isEqualTo(Files.readAllLines(GOLDEN.resolve("expected.txt")));
        requireProven(catalog(restorer()), Proof.Level.PROOF);
    }

    @Test
    void withoutAPrivateKeyItIsListedAndLookedAtAndNotRead() throws Exception {
        Catalog keyless = catalog(Keys.reading(List.of(), trust()));

        assertThat(keyless.list())
                .hasSize(4)
                .allMatch(listed -> listed.manifest().isPresent());
        requireProven(keyless, Proof.Level.OBJECTS);
        assertThatThrownBy(() -> restored(keyless))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(key("recipient.json").fingerprint());
    }

    private void requireProven(Catalog catalog, Proof.Level level) throws IOException {
        for (Catalog.Listed listed : catalog.list()) {
            Proof proof = new VerifyJob(catalog, new TapeProof(), Progress.NONE, "here")
                    .run(new VerifyJob.Request(listed.id(), Proof.Level.PROOF, Optional.empty()));
            assertThat(VerifyTest.bad(proof)).as(VerifyTest.words(proof)).isEmpty();
            assertThat(proof.level()).as("as close as can be looked").isEqualTo(level);
        }
    }

    private static List<String> restored(Catalog catalog) throws IOException {
        List<String> restored = new ArrayList<>();
        for (Catalog.Listed listed : catalog.list()) {
            Manifest.NodeShare share = listed.manifest().orElseThrow().shares().get(0);
            Path blank = Path.of("no", "such").toAbsolutePath();
            SeedTarget target = new SeedTarget(new SeedOptions(
                    blank,
                    blank,
                    share.share().through(),
                    2_000,
                    SessionPolicy.DROP,
                    Optional.empty(),
                    Optional.of("3.9.5"),
                    true));
            catalog.source(share, Progress.NONE).sendTo(target);
            restored.add(
                    0,
                    listed.id() + " " + share.share().through() + " "
                            + target.plan().hash());
        }
        return restored;
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(part))
                    .sorted()
                    .toList();
        }
    }

    private Catalog catalog(Keys keys) {
        return new Catalog(store, keys, "prod", new Random(1));
    }

    private static Keys restorer() throws IOException {
        return SealKeys.restorer(key("recipient.json"), key("agent.json"));
    }

    private static Trust trust() throws IOException {
        return Trust.in(List.of(key("agent.json").publicHalf()));
    }

    private static KeyText key(String name) throws IOException {
        return KeyText.parse(name, Files.readString(GOLDEN.resolve(name)));
    }
}
