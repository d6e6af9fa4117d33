package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.config.ExitCode;
import dev.keepsake.testkit.LoopbackZooKeeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportImportTest {

    private static final String ID = "20261122T030000Z";
    private static final byte[] VERSION =
            HexFormat.of().parseHex("0a18696e7465726e616c3a73746f726167653a76657273696f6e1a0808011005180820012000");

    @TempDir
    private Path directory;

    @Test
    void marathonsOwnBackupIsMadeOfABackupAndPutIntoAnotherEnsemble() throws Exception {
        SampleArchive archive = new SampleArchive(directory);
        for (String path :
                List.of("/marathon", "/marathon/state", "/marathon/state/group", "/marathon/state/group/2")) {
            archive.server.creates(path, new byte[0]);
        }
        archive.server.creates("/marathon/state/internal:storage:version", VERSION);
        archive.server.creates("/marathon/state/group/2/root", "now".getBytes(StandardCharsets.UTF_8));
        archive.server.creates(
                "/marathon/state/group/2/root/2026-11-22T10:15:00Z", "then".getBytes(StandardCharsets.UTF_8));
        archive.backUp(ID, null);
        Path tar = directory.resolve("marathon.tar");

        Run written = archive.run("export", "marathon-tar", "--to", tar.toString());

        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.out()).contains("2 items and 1 versions of /marathon");
        assertThat(archive.run("export", "marathon-tar", "--to", tar.toString()).err())
                .contains("no file is overwritten");
        try (LoopbackZooKeeper blank = LoopbackZooKeeper.start(directory.resolve("blank"))) {
            Run plan = put(tar, blank, "--plan");
            Run done = put(
                    tar,
                    blank,
                    "--yes",
                    "--undo-file",
                    directory.resolve("undo").toString());

            assertThat(plan.code()).as(plan.err()).isZero();
            assertThat(plan.out()).contains("/marathon/state/group/2/root");
            assertThat(done.code()).as(done.err() + done.out()).isZero();
            Run same = archive.run(
                    "restore",
                    "zookeeper",
                    "--backup",
                    ID,
                    "--path",
                    "/marathon",
                    "--connect",
                    blank.connect(),
                    "--plan");
            assertThat(same.out()).as(same.err()).contains("changes   none: nothing to do");
            assertThat(put(tar, blank, "--plan").out()).doesNotContain("/marathon/state/group/2/root\n");
        }
    }

    private static Run put(Path tar, LoopbackZooKeeper ensemble, String... more) {
        List<String> words =
                new ArrayList<>(List.of("import", "marathon-tar", tar.toString(), "--connect", ensemble.connect()));
        words.addAll(List.of(more));
        return Run.of(words.toArray(new String[0]));
    }

    @Test
    void aBackupWithoutMarathonSaysSo() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates("/marathon", new byte[0]);
        archive.backUp(ID, null);
        Path tar = directory.resolve("marathon.tar");

        Run run = archive.run("export", "marathon-tar", "--to", tar.toString());

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err()).contains("there is no /marathon/state/internal:storage:version");
        assertThat(tar).doesNotExist();
    }

    @Test
    void documentsComeOutAsTheyWentIn() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.backUp(
                "master-1",
                ID,
                ToldSource.of("marathon", "marathon", Map.of(), Map.of("groups", "{\"id\":\"/\"}", "info", "{}")));
        Path to = directory.resolve("docs");

        Run run = archive.run("export", "documents", "--name", "marathon", "--to", to.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Run.names(to)).containsExactly("groups.json", "info.json");
        assertThat(to.resolve("groups.json")).content().isEqualTo("{\"id\":\"/\"}");
        assertThat(archive.run("export", "documents", "--name", "marathon", "--to", to.toString())
                        .err())
                .contains("is not empty");
        assertThat(archive.run(
                                "export",
                                "documents",
                                "--name",
                                "chronos",
                                "--to",
                                directory.resolve("x").toString())
                        .err())
                .contains("it has master-1/marathon");
        assertThat(Files.exists(directory.resolve("x"))).isFalse();
    }

    @Test
    void eachVerbNamesItsKinds() {
        assertThat(Run.of("export").err()).contains("export documents", "export marathon-tar");
        assertThat(Run.of("import").err()).contains("import marathon-tar");
        assertThat(Run.of("import", "marathon-tar", "x").err()).contains("--connect=HOSTS");
    }
}
