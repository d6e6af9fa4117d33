package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Running ensembles captured by an observer that they know nothing of. */
final class ObserverIT {
    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int NODES = LONG ? 5_000 : 300;

    private final long seed = System.nanoTime();

    @TempDir
    private Path work;

    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = "V3_4_14", mode = EnumSource.Mode.EXCLUDE)
    void anEnsembleComesBackExactlyAsItsObserverHeardOfIt(ServerVersion version) throws Exception {
        System.out.printf("%s, seed %d%n", version, seed);
        Path archive = work.resolve("archive");
        Keepsake keepsake = new Keepsake(archive, work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, ServerSettings.of(version));
                Population population = Population.fill(source.addresses(), version, NODES, new Random(seed));
                Writers writers = Writers.start(source.addresses(), version, seed)) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            ObservingAgent agent = ObservingAgent.of(source, archive, work.resolve("a"));
            String first = keepsake.once(agent.configuration());
            writers.awaitMore(200);
            String second = keepsake.once(agent.configuration());
            writers.stop();
            long end = source.awaitSameZxid();
            source.kill();

            assertThat(agent.process()).isEmpty();
            assertThat(keepsake.list()).extracting(Backup::id).containsExactly(second, first);
            assertThat(keepsake.list(second).zxid()).isLessThanOrEqualTo(end);
            assertThat(keepsake.run(keepsake.cli("show", second, "-o", "json"))
                            .orThrow()
                            .output())
                    .contains("\"captured-by\" : \"observer\"", "\"mode\" : \"observer\"", "SNAP");
            comesBack(keepsake, keepsake.list(second), source);
        }
    }

    @Test
    void theObserverOfADaemonOutlivesTheLeaderAndItsOwnDeathButNotTheDaemon() throws Exception {
        System.out.printf("seed %d%n", seed);
        Path archive = work.resolve("archive");
        Keepsake keepsake = new Keepsake(archive, work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, ServerSettings.standard());
                Writers writers = Writers.throughRestarts(source.addresses(), ServerVersion.V3_9_5, seed)) {
            intrudersAreRefused(keepsake, source);
            ObservingAgent agent = ObservingAgent.of(source, archive, work.resolve("a"));
            try (Daemon daemon = Daemon.start(agent.configuration(), work.resolve("daemon.log"))) {
                daemon.awaitSlots(1);
                ProcessHandle first = agent.process().orElseThrow();
                source.leader().kill();
                source.awaitServing();
                writers.awaitMore(100);
                daemon.awaitSlots(1);
                assertThat(agent.process()).contains(first);

                first.destroyForcibly();
                first.onExit().join();
                daemon.awaitSlots(1);
                ProcessHandle next = agent.process().orElseThrow();

                // a backup by hand asks the daemon's observer, and leaves it running
                writers.awaitMore(100);
                Backup last = keepsake.list(byHand(keepsake, agent));
                assertThat(agent.process()).contains(next);
                daemon.kill();
                Await.until("the observer has followed its parent", Duration.ofSeconds(15), () -> !next.isAlive());

                writers.stop();
                source.kill();
                comesBack(keepsake, last, source);
            }
        }
    }

    /** The daemon's own run may hold the lock just then. */
    private static String byHand(Keepsake keepsake, ObservingAgent agent) {
        List<String> id = new ArrayList<>();
        Await.until("a backup by hand finds the daemon idle", Duration.ofSeconds(30), () -> {
            Outcome outcome = keepsake.run(keepsake.agent(agent.configuration()));
            if (outcome.exitCode() == 4 && outcome.messages().contains("another run")) {
                return false;
            }
            id.add(outcome.orThrow().output().strip());
            return true;
        });
        return id.get(0);
    }

    private void intrudersAreRefused(Keepsake keepsake, Ensemble source) throws Exception {
        refused(keepsake, source.lines().subList(0, 2), 3, "30s", "the ensemble has a server with number 3 of its own");
        ObservingAgent intruder = ObservingAgent.of(
                source.lines(),
                200,
                work.resolve("archive"),
                work.resolve("intruder"),
                "work-dir: \"" + source.member(1).dataDir() + "\"");
        assertThat(keepsake.run(keepsake.agent(intruder.configuration())).messages())
                .contains("is a ZooKeeper server's own");
    }

    @Tag("long")
    @Test
    void whatKeepsItFromTheEnsembleIsSaidInASentence() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.prepare(work.resolve("source"), 3, ServerSettings.standard())) {
            List<String> right = source.lines();
            refused(keepsake, right, 200, "3s", "no server of the ensemble can be reached", "Connection refused");
            source.member(1).start();
            refused(
                    keepsake,
                    right,
                    200,
                    "10s",
                    "the ensemble has no quorum now",
                    "nobody listens at the election ports");
            source.member(2).start();
            source.member(3).start();
            source.awaitServing();
            List<String> others = right.stream()
                    .map(line -> line.replaceFirst("server\\.", "server.1"))
                    .toList();
            refused(keepsake, others, 200, "10s", "the ensemble's own servers have the numbers [1, 2, 3]");
            List<String> wrongPorts = right.stream()
                    .map(line -> line.replaceFirst(":[0-9]+:", ":9:"))
                    .toList();
            refused(keepsake, wrongPorts, 200, "10s", "no quorum port of 'servers' takes connections");
            source.awaitServing();
        }
    }

    private void refused(Keepsake keepsake, List<String> servers, int number, String limit, String... sentences)
            throws Exception {
        ObservingAgent agent = ObservingAgent.of(
                servers, number, work.resolve("archive"), work.resolve("refused"), "sync-timeout: " + limit);
        Outcome outcome = keepsake.run(keepsake.agent(agent.configuration()));
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(4);
        assertThat(outcome.messages()).contains(sentences);
        assertThat(agent.process()).isEmpty();
    }

    @Tag("long")
    @Test
    void whatItHeardOfAnEnsembleThatWasSetBackIsSetAsideAndKept() throws Exception {
        Path archive = work.resolve("archive");
        Keepsake keepsake = new Keepsake(archive, work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, ServerSettings.standard())) {
            write(source, 300);
            source.stop();
            source.start();
            ObservingAgent agent = ObservingAgent.of(source, archive, work.resolve("a"));
            Backup before = keepsake.list(keepsake.once(agent.configuration()));
            source.kill();
            for (Member member : source.members()) {
                Folders.delete(member.dataDir().resolve("version-2"));
            }
            source.start();
            write(source, 100);

            Outcome next = keepsake.run(keepsake.agent(agent.configuration())).orThrow();

            assertThat(next.messages())
                    .contains("the observer's earlier state was set aside", "it has lived through epoch 2");
            assertThat(Folders.files(agent.workDir()))
                    .anyMatch(file -> file.getFileName().toString().startsWith("aside-"));
            Backup after = keepsake.list(next.output().strip());
            assertThat(after.zxid()).isLessThan(before.zxid());
            source.kill();
            comesBack(keepsake, after, source);
        }
    }

    private void write(Ensemble ensemble, long changes) throws Exception {
        try (Writers writers = Writers.start(ensemble.addresses(), seed)) {
            writers.awaitMore(changes);
            writers.stop();
        }
    }

    @Tag("long")
    @Test
    void anEnsembleOf34IsRefusedBeforeAnythingIsTakenFromIt() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, ServerSettings.of(ServerVersion.V3_4_14))) {
            ObservingAgent agent = ObservingAgent.of(source, work.resolve("archive"), work.resolve("a"));
            Outcome outcome = keepsake.run(keepsake.agent(agent.configuration()));
            assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(4);
            assertThat(outcome.messages()).contains("observing needs 3.5 or later");
            source.awaitServing();
        }
    }

    @Tag("long")
    @Test
    void anEnsembleThatSpeaksTlsAndAsksForALoginIsObservedWithItsOwnSettings() throws Exception {
        Keytool keys = new Keytool(work.resolve("keys"));
        Path password = Files.writeString(work.resolve("password"), Keytool.PASSWORD + "\n");
        Path jaas = Files.writeString(work.resolve("jaas.conf"), """
                QuorumServer { org.apache.zookeeper.server.auth.DigestLoginModule required user_zk="secret"; };
                QuorumLearner { org.apache.zookeeper.server.auth.DigestLoginModule required username="zk" password="secret"; };
                """);
        Map<String, String> lines = new TreeMap<>(Map.of(
                "sslQuorum", "true",
                "ssl.quorum.keyStore.location", keys.store("server").toString(),
                "ssl.quorum.keyStore.passwordPath", password.toString(),
                "ssl.quorum.trustStore.location", keys.trust().toString(),
                "ssl.quorum.trustStore.passwordPath", password.toString(),
                "ssl.quorum.hostnameVerification", "false",
                "quorum.auth.enableSasl", "true",
                "quorum.auth.learnerRequireSasl", "true",
                "quorum.auth.serverRequireSasl", "true",
                "fips-mode", "false"));
        ServerSettings plain = ServerSettings.standard().with("java.security.auth.login.config", jaas.toString());
        ServerSettings settings =
                new ServerSettings(plain.version(), plain.splitLogs(), plain.heap(), plain.properties(), lines);
        Path archive = work.resolve("archive");
        Keepsake keepsake = new Keepsake(archive, work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, settings);
                Population population = Population.fill(source.addresses(), NODES, new Random(seed))) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            refused(keepsake, source.lines(), 200, "10s", "TLS");
            List<String> quorum = new ArrayList<>(List.of("jaas-file: \"" + jaas + "\"", "quorum:"));
            lines.forEach((name, value) -> quorum.add("  " + name + ": \"" + value + "\""));
            ObservingAgent agent = ObservingAgent.of(source, archive, work.resolve("a"), quorum.toArray(String[]::new));
            Backup backup = keepsake.list(keepsake.once(agent.configuration()));
            source.kill();
            comesBack(keepsake, backup, source);
        }
    }

    /** The judge reads servers' files, the agent never did. */
    private void comesBack(Keepsake keepsake, Backup backup, Ensemble dead) throws Exception {
        Member witness = Truth.witness(backup.zxid(), dead.members());
        NavigableMap<String, Node> truth =
                Sessions.drop(Truth.at(backup.zxid(), witness, work.resolve("truth-" + backup.id())));
        try (Ensemble again = Restoration.onto(work.resolve("again-" + backup.id()), 1, false, keepsake, backup)) {
            again.start();
            Comparison comparison =
                    Comparer.compare(truth, TreeDump.read(again.member(1).address()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
            System.out.printf(
                    "%d fields of %d nodes are as they were at 0x%x%n",
                    comparison.fields(), comparison.nodes(), backup.zxid());
        }
    }
}
