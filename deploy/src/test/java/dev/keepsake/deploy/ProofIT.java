package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real ensemble's backups are proven and drilled; damaged, both say where; and a drill leaves nothing behind. */
final class ProofIT {
    private static final int WRITES = 800;
    private static final int CHANGES_BEHIND = 20;

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void aGoodBackupIsProvenAndDrilledAndADamagedOneIsNamed() throws Exception {
        Path drills = Files.createDirectories(work.resolve("drills"));
        String id = backUp();

        JsonNode proof = json(0, "verify", "-o", "json");
        System.out.println(proof.toPrettyString());
        assertThat(proof.at("/good").booleanValue()).isTrue();
        assertThat(proof.at("/tapes/0/digests").longValue()).isPositive();
        assertThat(proof.at("/tapes/0/equalBases")).as("the base before it").hasSize(1);
        assertThat(proof.at("/agreed/0/by").intValue()).isEqualTo(2);
        assertThat(proof.at("/agreed/0/transactions").longValue()).isPositive();
        assertThat(json(0, "list", "-o", "json").at("/0/proven/level").textValue())
                .isEqualTo("proof");

        JsonNode drill = json(0, "drill", id, "-o", "json", "--work-dir", drills.toString());
        assertThat(drill.toString()).contains("ZooKeeper 3.9.5", "all as they were replayed", "ready");
        System.out.println(drill.toPrettyString());
        assertThat(drills).isEmptyDirectory();

        interrupted(drills);
        killed(Files.createDirectories(work.resolve("killed")));
        anAgentWithoutAServerProvesByItself(drills);

        String damaged = damageALink(work.resolve("archive"));
        for (String verb : List.of("verify", "drill")) {
            JsonNode failed = json(9, verb, id, "-o", "json");
            assertThat(failed.at("/good").booleanValue()).isFalse();
            assertThat(failed.at("/findings").toString()).contains("object " + damaged + ", offset ");
        }
        assertThat(json(0, "list", "-o", "json").at("/0/proven/good").booleanValue())
                .isFalse();
    }

    /** Two backups of one server, on two bases; the tape of another server goes as far as the second of them. */
    private String backUp() throws Exception {
        ServerSettings settings = ServerSettings.standard().withSnapshotEvery(WRITES / 2);
        try (Ensemble ensemble = Ensemble.start(work.resolve("servers"), 3, settings);
                Writers writers = Writers.start(ensemble.addresses(), 1)) {
            Path one = keepsake.configure(ensemble.member(1));
            Path two = keepsake.configure(ensemble.member(2));
            writers.awaitMore(WRITES);
            keepsake.once(one);
            writers.awaitMore(2 * WRITES);
            keepsake.once(two);
            writers.stop();
            writeBehindItsSnapshots(ensemble.member(1));
            keepsake.once(two);
            return keepsake.once(one);
        }
    }

    /** So that transactions follow on the newest base: a snapshot may be as new as the writers' last change. */
    private static void writeBehindItsSnapshots(Member server) throws Exception {
        try (Connection connection = Connection.superuser(server.address())) {
            Stat stat = new Stat();
            do {
                stat = connection.client().setData("/busy", null, -1);
            } while (stat.getVersion() < CHANGES_BEHIND || newestSnapshot(server) >= stat.getMzxid());
        }
    }

    private static long newestSnapshot(Member server) {
        return Folders.files(server.dataDir().resolve("version-2")).stream()
                .filter(file -> file.getFileName().toString().startsWith("snapshot."))
                .mapToLong(Truth::zxidOf)
                .max()
                .orElse(0);
    }

    /**
     * On a machine that captures nothing; what it found stands in the archive and in its status. Ten seconds are time for both
     * looks on a busy machine, too: one that is late is an alarm.
     */
    private void anAgentWithoutAServerProvesByItself(Path drills) throws Exception {
        Path configuration = Files.writeString(work.resolve("prover.yaml"), """
                cluster: lost-and-found
                node: prover
                store: {url: "%s"}
                state-dir: "%s"
                verify: {cron: "0/10 * * * * ?", drill: {work-dir: "%s"}}
                """.formatted(
                        work.resolve("archive").toUri(), work.resolve("state-prover"), drills));
        try (Daemon daemon = Daemon.start(configuration, work.resolve("prover.log"))) {
            daemon.awaitLog("drilled through");
            daemon.signal("TERM");
            assertThat(daemon.join()).as(daemon.log()).isZero();
            assertThat(daemon.log()).doesNotContain("alarm=");
        }
        assertThat(drills).isEmptyDirectory();
        List<String> status = keepsake.agent(configuration);
        status.set(1, "status");
        assertThat(keepsake.run(status).orThrow().output())
                .containsPattern("(?m)^proof     .*  good 2.*  proven through 0x")
                .containsPattern("(?m)^drill     .*  good 2.*  drilled through 0x.*restored in ");
    }

    /** Ctrl-C while the server is starting: it ends with the drill, and so does its directory. */
    private void interrupted(Path drills) throws Exception {
        endedBy(Process::destroy, drills);
        assertThat(drills).isEmptyDirectory();
    }

    /** Nobody is left to clear up behind a drill that is killed, but no server stays. */
    private void killed(Path drills) throws Exception {
        endedBy(Process::destroyForcibly, drills);
    }

    private void endedBy(Consumer<Process> end, Path drills) throws Exception {
        Path output = work.resolve("drill.out");
        Process drill =
                keepsake.start(keepsake.cli("drill", "--work-dir", drills.toString(), "--no-record"), output, output);
        List<ProcessHandle> servers = new ArrayList<>();
        Await.until("the drill's server has been started", Duration.ofSeconds(30), () -> {
            servers.addAll(drill.toHandle()
                    .descendants()
                    .filter(process -> process.info().commandLine().orElse("").contains("LeashedServer"))
                    .toList());
            return !servers.isEmpty();
        });
        end.accept(drill);
        Children.join(drill);

        Await.until(
                "the server is gone",
                Duration.ofSeconds(10),
                () -> servers.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Changes a byte in the midst of the last link of the server that was backed up twice. */
    private static String damageALink(Path archive) throws IOException {
        try (Stream<Path> files = Files.walk(archive)) {
            Path link = files.filter(file -> file.toString().contains("/master-1/zk/"))
                    .filter(file -> file.toString().contains("/link/"))
                    .filter(Files::isRegularFile)
                    .max(Path::compareTo)
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(link);
            bytes[bytes.length / 2] ^= 1;
            Files.write(link, bytes);
            return archive.relativize(link).toString();
        }
    }

    private JsonNode json(int exitCode, String... verb) throws IOException {
        Outcome outcome = keepsake.run(keepsake.cli(verb));
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(exitCode);
        return new ObjectMapper().readTree(outcome.output());
    }
}
