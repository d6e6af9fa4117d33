package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.config.ExitCode;
import dev.keepsake.testkit.LoopbackZooKeeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            ZooKeeper client = new ZooKeeper(blank.connect(), 10_000, event -> {});
            for (String path : List.of("/marathon", "/marathon/leader-curator", "/marathon/leader-curator/latch-1")) {
                client.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            Run running = put(tar, blank, "--yes");
            client.delete("/marathon/leader-curator/latch-1", -1);
            client.delete("/marathon/leader-curator", -1);
            client.close();
            assertThat(running.code()).isEqualTo(ExitCode.REFUSED.code());
            assertThat(running.err()).contains("/marathon/leader-curator has latch-1", "Stop every Marathon");

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

    @ParameterizedTest
    @ValueSource(strings = {"../../escaped", "/tmp/keepsake-escaped", "a;b"})
    void noNameInAManifestIsFollowedAsAPath(String name) throws Exception {
        SampleArchive archive = new SampleArchive(directory);
        archive.backUp("master-1", ID, ToldSource.of("marathon", "marathon", Map.of(), Map.of("info", "{}")));
        rewrite(archive.place(), "\"name\":\"info\"", "\"name\":\"" + name + "\"");
        Path to = directory.resolve("one/docs");

        Run run = archive.run("export", "documents", "--backup", ID, "--name", "marathon", "--to", to.toString());

        assertThat(run.code()).isEqualTo(ExitCode.DAMAGED.code());
        assertThat(run.err()).contains("is not a name", ID + ".json");
        assertThat(to.resolve(name + ".json").normalize()).doesNotExist();
    }

    @Test
    void noNameOfASourceBecomesPartOfACommand() throws Exception {
        SampleArchive archive = new SampleArchive(directory);
        archive.backUp("master-1", ID, ToldSource.of("marathon", "marathon", Map.of(), Map.of("info", "{}")));
        rewrite(archive.place(), "\"source\":\"marathon\"", "\"source\":\"x;reboot\"");

        Run run = archive.run("restore", "plan", "--backup", ID);

        assertThat(run.code()).isEqualTo(ExitCode.DAMAGED.code());
        assertThat(run.out()).doesNotContain("reboot");
    }

    /** As somebody does who may write to the store: the hash is right again afterwards. */
    private static void rewrite(Path store, String before, String after) throws Exception {
        Path file = store.resolve("prod/manifest/2026/11/" + ID + ".json");
        String text = Files.readString(file);
        int from = text.indexOf("\"body\":") + "\"body\":".length();
        String body = text.substring(from, text.length() - 2).replace(before, after);
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        Files.delete(file);
        Files.writeString(file, "{\"sha256\":\"" + hash + "\",\"body\":" + body + "}\n");
    }

    @Test
    void whatIsTakenOutIsForNobodyElseToRead() throws IOException {
        SampleArchive archive = new SampleArchive(directory);
        archive.server.creates("/marathon", new byte[0]);
        archive.server.creates("/marathon/state", new byte[0]);
        archive.server.creates("/marathon/state/internal:storage:version", VERSION);
        archive.backUpMember(ID, List.of(ToldSource.of("marathon", "marathon", Map.of(), Map.of("info", "{}"))));
        Path tar = directory.resolve("marathon.tar");
        Path docs = directory.resolve("docs");

        assertThat(archive.run("export", "marathon-tar", "--to", tar.toString()).code())
                .isZero();
        assertThat(archive.run("export", "documents", "--name", "marathon", "--to", docs.toString())
                        .code())
                .isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tar)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(docs)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(docs.resolve("info.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void eachVerbNamesItsKinds() {
        assertThat(Run.of("export").err()).contains("export documents", "export marathon-tar");
        assertThat(Run.of("import").err()).contains("import marathon-tar");
        assertThat(Run.of("import", "marathon-tar", "x").err()).contains("--connect=HOSTS");
    }
}
