package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.file.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive as version 1 wrote it: agents beside real servers, three of them by schedule, and one of stopped servers.
 * What a later version makes of it is what it is; these files are never changed, only joined by those of later versions.
 */
final class GoldenArchiveTest {

    private static final List<String> CLUSTERS = List.of("single", "ensemble");

    @TempDir
    private Path directory;

    private ObjectStore store;

    @BeforeEach
    void aCopyOfTheArchive() throws Exception {
        copy("archive");
        store = FileStore.open(directory.resolve("archive"));
    }

    @Test
    void everyBackupIsListedAndRestoresToTheVerySameBytes() throws Exception {
        List<String> found = new ArrayList<>();
        for (String cluster : CLUSTERS) {
            Catalog catalog = new Catalog(store, cluster, new Random(1));
            for (Catalog.Listed listed : catalog.list()) {
                Manifest manifest = listed.manifest().orElseThrow(() -> new AssertionError(listed.problem()));
                found.add("%s %s complete=%b missing=%s label=%s"
                        .formatted(
                                cluster,
                                manifest.id(),
                                manifest.complete(),
                                manifest.missingNodes(),
                                manifest.label()));
                for (Manifest.NodeShare share : manifest.shares()) {
                    found.addAll(restored(catalog, manifest, share));
                }
            }
        }

        assertThat(found).isEqualTo(Files.readAllLines(golden().resolve("expected.txt")));
    }

    @Test
    void theReportsOfProofsAreRead() throws Exception {
        Catalog single = new Catalog(store, "single", new Random(1));
        Catalog ensemble = new Catalog(store, "ensemble", new Random(1));

        PastProof proven = single.proofs().standing(single.latestId()).proven().orElseThrow();
        assertThat(proven.through()).isEqualTo(single.newest().orElseThrow().zxid());
        assertThat(proven.time()).isEqualTo("2026-11-23T00:52:57.844Z");
        assertThat(single.proofs().read(proven).tapes().get(0).digests()).isEqualTo(7);
        PastProof witnessed = ensemble.proofs().newest(ensemble.latestId()).orElseThrow();
        assertThat(ensemble.proofs().read(witnessed).agreed().get(0))
                .isEqualTo(new Witnessed.Agreed(3, 3, 9, Zxid.of(1, 0x36), Zxid.of(1, 0x3e)));
    }

    @Test
    void everyBackupIsProven() throws Exception {
        for (String cluster : CLUSTERS) {
            Catalog catalog = new Catalog(store, cluster, new Random(1));
            for (Catalog.Listed listed : catalog.list()) {
                for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
                    Proof proof = new VerifyJob(catalog, new TapeProof(), Progress.NONE, "here")
                            .run(new VerifyJob.Request(listed.id(), level, Optional.empty()));
                    assertThat(VerifyTest.bad(proof))
                            .as(VerifyTest.words(proof))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void anAgentGoesOnWithTheTapeOfAnEarlierVersion() throws Exception {
        copy("server");
        Path server = directory.resolve("server");
        Catalog catalog = new Catalog(store, "single", new Random(1));
        Share before = catalog.newest().orElseThrow().shares().get(0).share();
        OfflineSource source =
                new OfflineSource("zk", List.of(new ServerDirectories(server, server)), OptionalInt.empty());
        BackupJob job = new BackupJob(catalog, List.of(source), "test", Archive.NOBODY);

        Share after = job.run(
                        new BackupJob.Request(new BackupId("20361122T030000Z"), null, "node-1", List.of("node-1")))
                .shares()
                .get(0)
                .share();

        assertThat(after.tape()).isEqualTo(before.tape());
        assertThat(after.base()).isEqualTo(before.base());
        assertThat(after.through()).isGreaterThan(before.through());
        assertThat(catalog.newest().orElseThrow().id().toString()).isEqualTo("20361122T030000Z");
        assertThat(restored(
                        catalog,
                        catalog.newest().orElseThrow(),
                        catalog.newest().orElseThrow().shares().get(0)))
                .hasSize(1);
    }

    @Test
    void aRunStandsInForTheLinksItWasMadeOf() throws Exception {
        copy("run");
        String run = "0000000000000045-000000000000004d";
        Path tape;
        try (Stream<Path> files = Files.walk(directory.resolve("archive/single/zk"))) {
            Path links = files.filter(file -> file.endsWith("link")).findFirst().orElseThrow();
            tape = Objects.requireNonNull(links.getParent());
        }
        Files.createDirectories(tape.resolve("run"));
        Files.move(directory.resolve("run").resolve(run), tape.resolve("run").resolve(run));
        Files.delete(tape.resolve("link/0000000000000045"));
        Files.delete(tape.resolve("link/0000000000000046"));
        Catalog catalog = new Catalog(store, "single", new Random(1));

        Manifest latest = catalog.newest().orElseThrow();

        assertThat(Files.readAllLines(golden().resolve("expected.txt")))
                .containsAll(restored(catalog, latest, latest.shares().get(0)));
        assertThat(catalog.coverage(new LogHistory()).tapes().get(0).problems()).isEmpty();
        everyBackupIsProven();
    }

    private List<String> restored(Catalog catalog, Manifest manifest, Manifest.NodeShare share) throws IOException {
        List<String> restored = new ArrayList<>();
        if (share.share().provesAnything()) {
            Zxid target = share.share().end(false);
            restored.add(line(manifest, share, target, catalog.source(share, Progress.NONE)));
        }
        if (share.share().unproven() != null) {
            Zxid target = share.share().end(true);
            restored.add(line(manifest, share, target, catalog.sourceWithUnproven(share, Progress.NONE)) + " unproven");
        }
        return restored;
    }

    private String line(Manifest manifest, Manifest.NodeShare share, Zxid target, ArtefactSource source)
            throws IOException {
        Path blank = Files.createTempDirectory(directory, "blank");
        SeedTarget seed = new SeedTarget(new SeedOptions(
                blank, blank, target, 2_000, SessionPolicy.DROP, Optional.empty(), Optional.of("3.9.5"), true));
        source.sendTo(seed);
        return "  %s %s %s %s"
                .formatted(manifest.id(), share.node(), target, seed.plan().hash());
    }

    private void copy(String folder) throws IOException {
        Path from = golden().resolve(folder);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to =
                        directory.resolve(folder).resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(file, to);
            }
        }
    }

    private static Path golden() {
        return Path.of("src/test/resources/golden/v1");
    }
}
