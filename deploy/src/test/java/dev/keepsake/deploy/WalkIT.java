package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles of which only the clients' ports are known: captured while they are written to, and restored. */
final class WalkIT {
    private static final int NODES = Boolean.getBoolean("keepsake.long") ? 20_000 : 500;

    private final long seed = Long.getLong("keepsake.seed", System.nanoTime());

    @TempDir
    private Path work;

    @Test
    void whatAClientSeesComesBackAndWhatItIsIsSaid() throws Exception {
        System.out.printf("seed %d%n", seed);
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.start(
                        work.resolve("source"), 3, ServerSettings.standard().still());
                Population population = Population.fill(source.addresses(), NODES, new Random(seed))) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            Path configuration = configuration(source, "super:keepsake");
            Backup moving;
            try (Writers writers = Writers.start(source.addresses(), ServerVersion.V3_9_5, seed)) {
                writers.awaitMore(100);
                moving = keepsake.list(keepsake.once(configuration));
                writers.stop();
            }
            drilled(keepsake, moving);
            source.awaitSameZxid();
            NavigableMap<String, Node> truth =
                    Sessions.drop(TreeDump.read(source.member(1).address()));

            Backup still = keepsake.list(keepsake.once(configuration));
            Backup same = keepsake.list(keepsake.once(configuration));

            assertThat(keepsake.run(keepsake.cli("show", same.id())).orThrow().output())
                    .contains("stored    0 B new", "NOT ONE POINT IN TIME");
            differs(keepsake, source, still);
            source.kill();
            try (Ensemble restored = Restoration.onto(work.resolve("restored"), 3, false, keepsake, still)) {
                restored.start();
                Comparison comparison =
                        Comparer.compare(truth, TreeDump.read(restored.member(1).address()));
                assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
            }
        }
    }

    @Test
    void whatMayNotBeReadIsNoBackup() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard());
                Connection connection = Connection.anybody(source.addresses())) {
            connection.client().addAuthInfo("digest", "somebody:else".getBytes(StandardCharsets.UTF_8));
            connection.client().create("/closed", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);

            Outcome outcome = keepsake.run(keepsake.agent(configuration(source, "nobody:knows")));

            assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(4);
            assertThat(outcome.messages()).contains("1 znodes may not be read (/closed)", "skip-unreadable");
            assertThat(keepsake.list()).isEmpty();
        }
    }

    private static void drilled(Keepsake keepsake, Backup backup) throws IOException {
        Outcome drill = keepsake.run(keepsake.cli("drill", backup.id()));
        assertThat(drill.exitCode()).as(drill.toString()).isZero();
    }

    private void differs(Keepsake keepsake, Ensemble source, Backup still) throws Exception {
        Path password = Files.writeString(work.resolve("super"), "super:keepsake\n");
        String[] words = {
            "diff", still.id(), "live", "/", "--connect", source.addresses(), "--auth", "digest:" + password
        };
        assertThat(keepsake.run(keepsake.cli(words)).orThrow().messages()).contains("no difference");
        try (Connection connection = Connection.superuser(source.member(1).address())) {
            connection.client().create("/new", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        assertThat(keepsake.run(keepsake.cli(words)).orThrow().output()).isEqualTo("+   /new\n");
    }

    private Path configuration(Ensemble source, String user) throws IOException {
        Path auth = Files.writeString(work.resolve("auth"), user + "\n");
        return Files.writeString(work.resolve("agent.yaml"), """
                cluster: lost-and-found
                node: watcher
                store: {url: "file://%s"}
                state-dir: "%s"
                sources:
                  - name: zk
                    type: zookeeper-client
                    servers: ["%s"]
                    auth-file: "%s"
                """.formatted(
                        work.resolve("archive"),
                        work.resolve("state"),
                        source.addresses().replace(",", "\", \""),
                        auth));
    }
}
