package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor at real ensembles: nothing is said of one that is as it should be, and what is planted in another is named. */
final class DoctorIT {
    private static final int SERVERS = 3;
    private static final int LARGE = 600_000;
    private static final int MANY_SNAPSHOTS = 31;
    private static final int MANY_CONNECTIONS = 2_001;
    private static final int MANY_WATCHES = 1_000_001;
    // ZooKeeper's client asks whether it holds null, which other lists do not take
    private static final List<ACL> KEPT = Arrays.asList(
            new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE),
            new ACL(ZooDefs.Perms.ALL, new Id("digest", "super:of-nobody")));

    /** What is truly found on a machine that is busy with other tests. */
    private static final List<String> OF_THE_MACHINE = List.of("zk.latency", "zk.disk-space", "zk.jvm-pauses");

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void nothingIsFoundInACleanEnsembleAndEverythingThatIsPlantedInItsTree() throws Exception {
        try (Ensemble ensemble = clean(SERVERS, talkative(ServerVersion.V3_9_5));
                Connection connection = Connection.superuser(ensemble.addresses())) {
            Path configuration = configure(ensemble);

            JsonNode before = look(configuration, 0);
            plant(connection, "/hbase", 10);
            plant(connection, "/solr", 10);
            plant(connection, "/brokers", 10);
            plant(connection, "/brokers/large", LARGE);
            JsonNode after = look(configuration, 8);

            assertThat(found(before))
                    .as("snapshots and logs of one folder are truly on one disk")
                    .containsExactly("zk.log-disk zk on this machine");
            assertThat(unknown(before)).isEmpty();
            assertThat(found(after))
                    .containsExactly(
                            "zk.large-znode zk /brokers/large",
                            "zk.log-disk zk on this machine",
                            "zk.open-acl zk /brokers",
                            "zk.open-acl zk /hbase",
                            "zk.open-acl zk /solr",
                            "zk.tenants zk /brokers",
                            "zk.tenants zk /hbase",
                            "zk.tenants zk /solr");
        }
    }

    @Test
    @Tag("long")
    void anEvenSizeABadVersionAndOneThatDiffersAreNamed() throws Exception {
        try (Ensemble ensemble =
                clean(SERVERS + 1, talkative(ServerVersion.V3_4_14).with("zookeeper.snapshot.trust.empty", "true"))) {
            Path configuration = configure(ensemble);
            Member last = ensemble.member(SERVERS + 1);

            JsonNode old = look(configuration, 8);
            last.stop();
            last.become(ServerVersion.V3_5_10);
            last.start();
            ensemble.awaitServing();
            Await.until(
                    "the new member serves",
                    Duration.ofMinutes(1),
                    () -> !last.srvr().mode().isEmpty());
            JsonNode mixed = look(configuration, 8);

            assertThat(found(old)).contains("zk.even-size zk").doesNotContain("zk.mixed-versions zk");
            assertThat(found(old).stream().filter(one -> one.startsWith("zk.data-loss-version")))
                    .hasSize(SERVERS + 1);
            assertThat(said(old)).contains("ZOOKEEPER-3589");
            assertThat(found(mixed)).contains("zk.mixed-versions zk");
            assertThat(found(mixed).stream().filter(one -> one.startsWith("zk.data-loss-version")))
                    .hasSize(SERVERS);
        }
    }

    @Test
    @Tag("long")
    void whatClosedFourLetterWordsHideIsUnknownAndFailsWhereItIsAskedFor() throws Exception {
        try (Ensemble ensemble = clean(SERVERS, ServerSettings.standard())) {
            Path configuration = configure(ensemble, "zk.log-disk");

            JsonNode report = look(configuration, 0);
            JsonNode strict = look(configuration, 8, "--fail-on", "note");

            assertThat(found(report)).isEmpty();
            assertThat(unknown(report))
                    .as("'srvr' tells of requests and connections")
                    .doesNotContain("zk.outstanding zk " + ensemble.member(1).address())
                    .contains("zk.watches zk " + ensemble.member(2).address())
                    .contains("zk.heap zk " + ensemble.member(SERVERS).address());
            assertThat(said(report)).contains("4lw.commands.whitelist");
            assertThat(unknown(strict)).isEqualTo(unknown(report));
        }
    }

    @Test
    @Tag("long")
    void aServerThatNobodyPurgesIsNamed() throws Exception {
        try (Ensemble ensemble = clean(SERVERS, talkative(ServerVersion.V3_9_5).withSnapshotEvery(4));
                Connection connection = Connection.superuser(ensemble.addresses())) {
            Member first = ensemble.member(1);
            Await.until("there are many snapshots", Duration.ofMinutes(2), () -> {
                connection.client().setData("/app", new byte[10], -1);
                return snapshots(first) >= MANY_SNAPSHOTS;
            });

            assertThat(found(look(configure(ensemble), 8))).contains("zk.purge zk on this machine");
            first.purge(3);
            assertThat(found(look(configure(ensemble), 0))).doesNotContain("zk.purge zk on this machine");
        }
    }

    @Test
    @Tag("long")
    void aMemberThatIsAwayAndConnectionsWithoutEndAreNamed() throws Exception {
        ServerSettings patient = talkative(ServerVersion.V3_9_5).with("zookeeper.nio.sessionlessCnxnTimeout", "600000");
        List<Socket> sockets = new ArrayList<>();
        try (Ensemble ensemble = clean(SERVERS, patient)) {
            Member first = ensemble.member(1);
            for (int i = 0; i < MANY_CONNECTIONS; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port(first)));
            }
            JsonNode crowded = look(configure(ensemble), 8);
            ensemble.member(2).kill();
            JsonNode away = look(configure(ensemble), 8);

            assertThat(found(crowded)).contains("zk.connections zk " + first.address());
            assertThat(found(away))
                    .contains("zk.silent-member zk " + ensemble.member(2).address());
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    @Tag("long")
    void watchesWithoutEndAreNamed() throws Exception {
        ServerSettings roomy = talkative(ServerVersion.V3_9_5).withHeap(1_500);
        try (Ensemble ensemble = clean(1, roomy);
                ManyWatches watches = ManyWatches.set(port(ensemble.member(1)), MANY_WATCHES)) {
            JsonNode report = look(configure(ensemble, "zk.size"), 0);

            assertThat(found(report))
                    .contains("zk.watches zk " + ensemble.member(1).address());
            assertThat(watches).isNotNull();
        }
    }

    @Test
    @Tag("long")
    void eachOfTwoEnsemblesIsLookedAtByItselfAndOneThatIsOnlyObservedAsWell() throws Exception {
        ServerSettings settings = talkative(ServerVersion.V3_9_5);
        try (Ensemble masters = clean("masters", 1, settings);
                Ensemble hbase = clean("hbase", 1, settings);
                Connection connection = Connection.superuser(hbase.addresses())) {
            plant(connection, "/hbase", 10);
            String client = "  - {name: hbase, type: zookeeper-client, servers: [\"" + hbase.addresses() + "\"]}\n";
            Path configuration = keepsake.configure(masters.member(1));
            String agent = Files.readString(configuration);

            Files.writeString(configuration, agent + client + silencing("zk.size"));
            JsonNode both = look(configuration, 8);
            Files.writeString(
                    configuration,
                    agent.replaceFirst("(?s)sources:.*", "sources:\n")
                            + "  - {name: seen, type: zookeeper-observer, server-id: 9, servers: [\"127.0.0.1:1:2\"],"
                            + " work-dir: " + work.resolve("observer") + "}\n" + silencing("zk.size")
                            + "  members: [{client: \"" + masters.addresses() + "\"}]\n");
            JsonNode observed = look(configuration, 0);

            assertThat(found(both))
                    .containsExactly(
                            "zk.log-disk zk on this machine", "zk.open-acl hbase /hbase", "zk.tenants hbase /hbase");
            assertThat(passed(both)).contains("zk.leader zk", "zk.leader hbase", "zk.open-acl zk /app");
            assertThat(passed(observed)).contains("zk.leader seen");
            assertThat(unknown(observed)).containsExactly("doctor.asked the tree of seen");
        }
    }

    @Test
    @Tag("long")
    void whatChangedBetweenTwoBackupsIsNamed() throws Exception {
        try (Ensemble ensemble = clean(1, talkative(ServerVersion.V3_9_5));
                ControlPlane plane = ControlPlane.start("F-1")) {
            Path configuration = keepsake.configure(ensemble.member(1));
            Files.writeString(
                    configuration,
                    Files.readString(configuration) + "  - {name: apps, type: marathon, urls: [\"" + plane.url()
                            + "\"]}\n");
            plane.run("/shop", 2);
            plane.run("/same", 1);
            keepsake.once(configuration);
            plane.run("/shop", 3);
            keepsake.once(configuration);

            JsonNode report = look(configuration, 8, "latest");

            assertThat(found(report))
                    .contains("marathon.changed apps /shop")
                    .doesNotContain("marathon.changed apps /same");
            assertThat(said(report)).contains("changed: instances");
        }
    }

    private static ServerSettings talkative(ServerVersion version) {
        return ServerSettings.of(version).withConfiguration(Map.of("4lw.commands.whitelist", "*"));
    }

    /** An ensemble in whose tree nobody may change anything. */
    private Ensemble clean(int size, ServerSettings settings) throws Exception {
        return clean("servers", size, settings);
    }

    private Ensemble clean(String name, int size, ServerSettings settings) throws Exception {
        Ensemble ensemble = Ensemble.start(work.resolve(name), size, settings);
        try (Connection connection = Connection.superuser(ensemble.addresses())) {
            connection.client().setACL("/", KEPT, -1);
            connection.client().create("/app", new byte[10], KEPT, CreateMode.PERSISTENT);
        }
        ensemble.awaitSameZxid();
        return ensemble;
    }

    private static void plant(Connection connection, String path, int size)
            throws KeeperException, InterruptedException {
        connection.client().create(path, new byte[size], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static int port(Member member) {
        return Integer.parseInt(member.address().replaceAll(".*:", ""));
    }

    private static long snapshots(Member member) {
        return Folders.files(member.dataDir().resolve("version-2")).stream()
                .filter(file -> file.getFileName().toString().startsWith("snapshot."))
                .count();
    }

    private Path configure(Ensemble ensemble, String... silenced) throws IOException {
        Path configuration = keepsake.configure(ensemble.member(1));
        String members = ensemble.members().stream()
                .map(member -> "{client: \"" + member.address() + "\"}")
                .collect(Collectors.joining(", "));
        return Files.writeString(
                configuration,
                Files.readString(configuration) + silencing(silenced) + "  profile: staging\n  members: [" + members
                        + "]\n");
    }

    private static String silencing(String... rules) {
        return Stream.concat(OF_THE_MACHINE.stream(), Stream.of(rules))
                .map(rule -> "{rule: " + rule + ", reason: \"so it is here\"}")
                .collect(Collectors.joining(", ", "doctor:\n  silence: [", "]\n"));
    }

    private JsonNode look(Path configuration, int code, String... more) throws IOException {
        List<String> command = keepsake.cli("-c", configuration.toString(), "doctor", "-o", "json");
        command.addAll(List.of(more));
        Outcome outcome = keepsake.run(command);
        JsonNode report = new ObjectMapper().readTree(outcome.output());
        System.out.println(found(report) + " unknown " + unknown(report) + "\n" + said(report));
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(code);
        return report;
    }

    private static Set<String> found(JsonNode report) {
        return standing(report, "found");
    }

    private static Set<String> unknown(JsonNode report) {
        return standing(report, "unknown");
    }

    private static Set<String> passed(JsonNode report) {
        return standing(report, "passed");
    }

    /** The rule and the subject of what stands so and is not silenced. */
    private static Set<String> standing(JsonNode report, String standing) {
        Set<String> all = new TreeSet<>();
        for (JsonNode finding : report.path("findings")) {
            String rule = finding.path("rule").asText();
            if (finding.path("standing").asText().equals(standing) && !finding.has("silence")) {
                all.add(rule + " " + finding.path("subject").asText());
            }
        }
        return all;
    }

    private static String said(JsonNode report) {
        List<String> said = new ArrayList<>();
        report.path("findings")
                .forEach(finding -> said.add(finding.path("seen").asText() + " "
                        + finding.path("remedy").asText()));
        return String.join("\n", said);
    }
}
