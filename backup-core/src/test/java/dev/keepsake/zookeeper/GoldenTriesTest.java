package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import dev.keepsake.store.file.FileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** Two backups as they are stored since each try to capture a source has names of its own. */
final class GoldenTriesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/v1/tries");

    @TempDir
    private Path directory;

    private ObjectStore store;
    private Catalog catalog;

    @BeforeEach
    void aCopyOfTheArchive() throws IOException {
        Path from = GOLDEN.resolve("archive");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = directory.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(file, to);
            }
        }
        store = FileStore.open(directory);
        catalog = new Catalog(store, "tried", new Random(1));
    }

    @Test
    void everyBackupIsProvenAndRestoresToTheVerySameBytes() throws Exception {
        List<String> found = new ArrayList<>();
        for (Catalog.Listed listed : catalog.list()) {
            Manifest manifest = listed.manifest().orElseThrow();
            Proof proof = new VerifyJob(catalog, new TapeProof(), Progress.NONE, "here")
                    .run(new VerifyJob.Request(manifest.id(), Proof.Level.PROOF, Optional.empty()));
            assertThat(VerifyTest.bad(proof)).as(VerifyTest.words(proof)).isEmpty();
            SeedTarget target = new SeedTarget(new SeedOptions(
                    directory.resolve("blank"),
                    directory.resolve("blank"),
                    manifest.zxid(),
                    2_000,
                    SessionPolicy.DROP,
                    Optional.empty(),
                    Optional.of("3.9.5"),
                    true));
            catalog.source(manifest.shares().get(0), Progress.NONE).sendTo(target);
            found.add(manifest.id() + " " + target.plan().hash());
        }
        assertThat(found).isEqualTo(Files.readAllLines(GOLDEN.resolve("expected.txt")));
    }

    @Test
    void theDocumentsOfEachAreWhatWasSent() throws Exception {
        for (Catalog.Listed listed : catalog.list()) {
            StoredDocument document = listed.manifest()
                    .orElseThrow()
                    .documents()
                    .get(0)
                    .share()
                    .document("jobs.json")
                    .orElseThrow();
            assertThat(catalog.documents().open(document).readAllBytes())
                    .isEqualTo("{\"jobs\":[]}".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachTryHasNamesOfItsOwn() throws Exception {
        List<String> keys = store.list("tried/", "").all().stream()
                .map(StoredObject::key)
                .map(Object::toString)
                .toList();
        String slot = "tried/backup/20261123T0[34]0000Z/node-1/jobs/[0-9a-f]{16}/jobs\\.json";
        assertThat(keys).filteredOn(key -> key.matches(slot)).hasSize(2);
        assertThat(keys)
                .filteredOn(key -> key.matches(".*/base/0000000100000000-0000000100000000-[0-9a-f]{16}"))
                .hasSize(1);
    }
}
