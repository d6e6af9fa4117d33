package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedGuardsTest {

    private static final long TTL = Owner.ofTtl(60_000);

    @TempDir
    private Path directory;

    @Test
    void whatServersAndPeopleKeepBesideTheStateIsNoContent() throws IOException {
        for (String name : List.of("myid", "initialize", "zoo.cfg", "zookeeper_server.pid")) {
            Files.writeString(directory.resolve(name), "1");
        }
        Files.createDirectory(directory.resolve("lost+found"));
        Files.createDirectory(directory.resolve("version-2"));

        Seedings.seed(Seedings.tree("a"), Seedings.options(directory));

        assertThat(directory.resolve("myid")).hasContent("1");
        assertThat(directory.resolve("version-2/currentEpoch")).exists();
    }

    @Test
    void anythingElseIsContentAndNamed() throws IOException {
        for (String name : List.of("snapshot.1", "log.1", "currentEpoch", ".hidden", "notes.txt")) {
            for (String place : List.of("", "version-2/")) {
                Path target = Files.createDirectories(directory.resolve("t" + place.length() + name));
                Path file = target.resolve(place + name);
                Files.createDirectories(file.getParent());
                Files.createFile(file);

                assertRefused(Seedings.options(target), "not blank", name, file.getParent() + " holds 1 entries");
            }
        }
    }

    @Test
    void ofManyOnlyAFewAreNamed() throws IOException {
        for (int i = 1; i <= 7; i++) {
            Files.createFile(directory.resolve("file" + i));
        }

        assertRefused(Seedings.options(directory), "7 entries (file1, file2, file3, file4, file5, …)");
    }

    @Test
    void aLogDirectoryWithALogIsNotBlank() throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs/version-2"));
        Files.createFile(logs.resolve("log.100000001"));

        assertRefused(
                Seedings.options(directory.resolve("data"), directory.resolve("logs")),
                "not blank",
                "log.100000001",
                logs.toString());
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void aLinkInPlaceOfTheFolderIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.createSymbolicLink(data.resolve("version-2"), elsewhere);

        assertRefused(Seedings.options(data), "symbolic link");
    }

    @Test
    void aLinkThatLeadsNowhereIsRefused() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.createSymbolicLink(data.resolve("version-2"), directory.resolve("gone"));

        assertRefused(Seedings.options(data), "version-2 is");
    }

    @Test
    void aFileInPlaceOfADirectoryIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertRefused(Seedings.options(file), file + " is not a directory");
    }

    @Test
    void containersNeedAVersionThatKnowsThem() throws IOException {
        ZnodeTree tree = tree(Owner.CONTAINER, Owner.CONTAINER);

        assertMisfit(tree, Optional.empty(), false, "2 container znodes, the first /n0", "--target-version");
        assertMisfit(tree, Optional.empty(), true, "--target-version");
        assertMisfit(tree, Optional.of("3.5.2-alpha"), true, "ZooKeeper 3.5.2-alpha does not know them");
        assertMisfit(tree, Optional.of("3.4.14"), false, "2 container znodes", "3.5.3 or later");
        for (String version : List.of("3.5.3-beta", "3.5.10", "3.6", "3.10.0", "4.0", "3.9.x.1", "3.99999999999.1")) {
            assertThatCode(() -> plan(tree, Optional.of(version), false))
                    .as(version)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void timesToLiveNeedTheVersionAndTheSetting() throws IOException {
        ZnodeTree tree = tree(Owner.NOBODY, TTL, TTL, TTL);

        assertMisfit(tree, Optional.empty(), false, "3 znodes with a time to live, the first /n1", "--extended-types");
        assertMisfit(tree, Optional.of("3.9.5"), false, "--extended-types", "the first leader deletes them");
        assertMisfit(tree, Optional.empty(), true, "--target-version");
        assertMisfit(tree, Optional.of("3.4.14"), true, "ZooKeeper 3.4.14 does not know them");
        assertThatCode(() -> plan(tree, Optional.of("3.9.5"), true)).doesNotThrowAnyException();
    }

    @Test
    void aPlainTreeNeedsToldNothing() throws IOException {
        ZnodeTree tree = tree(Owner.NOBODY);

        plan(tree, Optional.empty(), false);
        plan(tree, Optional.of("3.4.14"), false);
    }

    @Test
    void threeSnapshotsMustFit() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory, 64)) {
            byte[] tree = Seedings.snapshot(Seedings.tree("a"));
            SeedTarget target = Seedings.sent(Seedings.tree("a"), Seedings.options(disk.path()));
            target.plan();

            disk.fill();

            assertThatThrownBy(target::plan)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("are 0 bytes free for " + disk.path())
                    .hasMessageContaining("3 times " + tree.length);
        }
    }

    @Test
    void aDiskMountedReadOnlyIsRefusedAtOnce() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory, 64)) {
            disk.readOnly();

            assertRefused(Seedings.options(disk.path()), "no permission to write into " + disk.path());
        }
    }

    private void assertMisfit(ZnodeTree tree, Optional<String> version, boolean extendedTypes, String... words) {
        assertThatThrownBy(() -> plan(tree, version, extendedTypes))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(words);
    }

    private void plan(ZnodeTree tree, Optional<String> version, boolean extendedTypes) throws IOException {
        Seedings.sent(tree, Seedings.options(directory, version, extendedTypes)).plan();
    }

    private static void assertRefused(SeedOptions options, String... words) throws IOException {
        List<String> before = Seedings.content(options.dataDir());
        assertThatThrownBy(() -> Seedings.sent(Seedings.tree("a"), options))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(words);
        assertThat(Seedings.content(options.dataDir())).isEqualTo(before);
    }

    private static ZnodeTree tree(long... owners) throws IOException {
        ZnodeTree tree = Seedings.tree();
        for (int i = 0; i < owners.length; i++) {
            tree.znode("/n" + i, null, -1, Seedings.stat(owners[i]));
        }
        return tree;
    }
}
