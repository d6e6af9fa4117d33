package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Walk;
import dev.keepsake.job.VerifyJob;
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

/** Walks as version 1 wrote them: three backups, of which the second names the walk of the first. */
final class GoldenWalkTest {

    private static final String OPEN = "world:anyone:cdrwa";

    @TempDir
    private Path directory;

    private Catalog catalog;

    @BeforeEach
    void aCopyOfTheArchive() throws IOException {
        Path golden = Path.of("src/test/resources/golden/v1/walk/archive");
        try (Stream<Path> files = Files.walk(golden)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = directory.resolve(golden.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(file, to);
            }
        }
        catalog = new Catalog(FileStore.open(directory), "walked", new Random(1));
    }

    @Test
    void everyWalkIsListedAsWhatItIsAndShowsTheVerySameZnodes() throws Exception {
        List<Manifest> manifests = manifests();

        assertThat(manifests)
                .extracting(manifest -> manifest.id().toString())
                .containsExactlyInAnyOrder("20261122T030000Z", "20261122T040000Z", "20261122T050000Z");
        for (Manifest manifest : manifests) {
            assertThat(manifest.walk()).contains(new Walk(Zxid.of(3, 0x10), Zxid.of(3, 0x20)));
            assertThat(manifest.shares().get(0).share().remarks().get(0)).startsWith("not one point in time");
            List<String> expected = new ArrayList<>(List.of(
                    "/ null " + OPEN,
                    "/app data digest:u:abcdefghijklmnopqrstuvwxyz0=:cdrwa",
                    "/app/a b value ip:10.0.0.1:r world:anyone:r",
                    "/app/漢字 ü " + OPEN,
                    "/empty  " + OPEN,
                    "/mine x " + OPEN,
                    "/zookeeper  " + OPEN,
                    "/zookeeper/quota  " + OPEN));
            if (manifest.id().toString().equals("20261122T050000Z")) {
                expected.add("/app/later new " + OPEN);
            }
            assertThat(shown(manifest)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void everyWalkIsFoundWhole() throws Exception {
        for (Manifest manifest : manifests()) {
            Proof proof = new VerifyJob(catalog, new TapeProof(), Progress.NONE, "here")
                    .run(new VerifyJob.Request(manifest.id(), Proof.Level.OBJECTS, Optional.empty()));
            assertThat(VerifyTest.bad(proof)).as(VerifyTest.words(proof)).isEmpty();
        }
    }

    private List<Manifest> manifests() throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (Catalog.Listed listed : catalog.list()) {
            manifests.add(listed.manifest().orElseThrow(() -> new AssertionError(listed.problem())));
        }
        return manifests;
    }

    private List<String> shown(Manifest manifest) throws IOException {
        ReplayedTree tree = new ReplayedTree(manifest.zxid());
        catalog.source(manifest.shares().get(0), Progress.NONE).sendTo(tree);
        List<String> shown = new ArrayList<>();
        tree.walk("/", znode -> {
            shown.add(znode.path() + " " + data(znode) + " " + String.join(" ", znode.acl()));
            long first = znode.created().counter();
            assertThat(znode.modified()).isEqualTo(Zxid.of(2, first + 1_000));
            assertThat(znode.childrenModified()).isEqualTo(Zxid.of(2, first + 2_000));
            assertThat(znode.version()).isEqualTo((int) first % 7);
            assertThat(znode.aclVersion()).isEqualTo((int) first % 3);
        });
        return shown;
    }

    private static String data(PastZnode znode) {
        byte[] data = znode.data();
        return data == null ? "null" : new String(data, StandardCharsets.UTF_8);
    }
}
