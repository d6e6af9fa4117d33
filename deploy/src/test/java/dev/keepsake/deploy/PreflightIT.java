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
import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real ensembles are looked at before an upgrade: a healthy one is GO, and what is wrong with another is named. */
final class PreflightIT {
    private static final int SERVERS = 3;
    private static final int WAITING = 50;

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void aHealthyEnsembleIsGoWithABackupThatIsProvenAndDrilled() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_9_5)) {
            Path configuration = keepsake.configure(ensemble.member(1));

            Outcome outcome = keepsake.run(
                    keepsake.preflight(configuration, ensemble, "--label", "pre-upgrade", "--target-version", "3.9.5"));

            System.out.println(outcome);
            assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
            assertThat(outcome.output())
                    .startsWith("GO  cluster lost-and-found")
                    .contains("0 against, 0 could not be asked")
                    .contains("zk.member-reached       zk: 3 members serve", "zk.odd-size", "zk.in-sync", "zk.steady")
                    .contains("backup.proven", "proven through 0x", "backup.drilled", "a server started on it");
            assertThat(outcome.output().lines()).hasSizeLessThan(30);
            Backup made = keepsake.list().get(0);
            assertThat(outcome.output()).contains("backup " + made.id());
            assertThat(keepsake.run(keepsake.cli("list", "-o", "json"))
                            .orThrow()
                            .output())
                    .contains("pre-upgrade");
        }
    }

    @Test
    @Tag("long")
    void whatIsWrongWithAMemberIsNamedAndTheBackupIsMadeAllTheSame() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_9_5)) {
            Path configuration = keepsake.configure(ensemble.member(1));
            Member follower = follower(ensemble);

            follower.freeze();
            JsonNode frozen = noGo(configuration, ensemble);
            follower.thaw();
            assertThat(against(frozen)).contains("zk.member-reached zk " + follower.address());
            assertThat(keepsake.list()).as("frozen").hasSize(1);

            follower.kill();
            JsonNode down = noGo(configuration, ensemble);
            assertThat(against(down)).containsOnly("zk.member-reached zk " + follower.address());
            assertThat(down.path("backup").asText())
                    .isEqualTo(keepsake.list().get(0).id());

            ensemble.mislead(ensemble.leader(), follower);
            follower.start();
            Await.until(
                    "the member that is cut off answers",
                    Duration.ofMinutes(1),
                    () -> said(noGoHealth(configuration, ensemble)).contains("serves nobody"));
        }
    }

    @Test
    @Tag("long")
    void withoutAQuorumNothingIsListedAndThatIsSaid() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_9_5)) {
            Path configuration = keepsake.configure(ensemble.member(1));
            ensemble.member(2).kill();
            ensemble.member(3).kill();
            Await.until("the last member serves nobody", Duration.ofMinutes(1), () -> !serves(ensemble));

            JsonNode none = noGo(configuration, ensemble);

            assertThat(against(none)).contains("zk.one-leader zk", "zk.in-sync zk", "backup.made backup");
            assertThat(none.path("backup").isNull()).isTrue();
            assertThat(keepsake.list()).isEmpty();
        }
    }

    @Test
    @Tag("long")
    void anEvenEnsembleAndOneThatWasNotAskedInFullAreNamed() throws Exception {
        try (Ensemble ensemble = started(SERVERS + 1, ServerVersion.V3_9_5)) {
            Path configuration = keepsake.configure(ensemble.member(1));

            assertThat(against(noGo(configuration, ensemble))).containsExactly("zk.odd-size zk");

            String three = ensemble.members().subList(0, SERVERS).stream()
                    .map(Member::address)
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow();
            List<String> command = keepsake.preflight(configuration, ensemble, "--health-only", "-o", "json");
            command.set(command.indexOf("--members") + 1, three);
            assertThat(against(json(keepsake.run(command)))).contains("zk.members-known zk");
        }
    }

    @Test
    @Tag("long")
    void requestsThatPileUpAreNamed() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_9_5);
                Connection connection = Connection.anybody(ensemble.leader().address())) {
            Path configuration = keepsake.configure(ensemble.member(1));
            Member leader = ensemble.leader();
            for (Member member : ensemble.members()) {
                if (member.id() != leader.id()) {
                    member.freeze();
                }
            }
            // nobody acknowledges these; the leader gives up after its syncLimit of 15 s
            for (int i = 0; i < WAITING; i++) {
                connection
                        .client()
                        .create(
                                "/w" + i,
                                new byte[0],
                                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                                CreateMode.PERSISTENT,
                                (code, path, context, name) -> {},
                                null);
            }

            assertThat(against(noGoHealth(configuration, ensemble))).contains("zk.outstanding zk " + leader.address());
        }
    }

    @Test
    @Tag("long")
    void anOldEnsembleNeedsAStepBetween() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_4_14)) {
            Path configuration = keepsake.configure(ensemble.member(1));

            JsonNode far = noGo(configuration, ensemble, "--target-version", "3.9.5");
            Outcome near = keepsake.run(keepsake.preflight(configuration, ensemble, "--target-version", "3.5.10"));

            assertThat(against(far)).containsExactly("zk.upgrade-path zk");
            assertThat(said(far)).contains("from 3.4.14 to 3.9.5", "upgrade to 3.5.10 first");
            System.out.println(near);
            assertThat(near.exitCode()).as(near.toString()).isZero();
            assertThat(near.output()).contains("mind  zk.upgrade-mind", "port 8080");
        }
    }

    @Test
    @Tag("long")
    void aStoreThatCannotBeWrittenIsNamed() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_9_5)) {
            Path configuration = keepsake.configure(ensemble.member(1));
            Files.writeString(work.resolve("archive"), "a file, where a directory is meant");

            assertThat(against(noGo(configuration, ensemble)))
                    .anyMatch(one -> one.startsWith("store.usable"))
                    .contains("backup.made backup");
        }
    }

    @Test
    @Tag("long")
    void anAgentThatEncryptsIsGoByTheReportsOfWhoHasTheKey() throws Exception {
        try (Ensemble ensemble = started(SERVERS, ServerVersion.V3_9_5)) {
            Path keys = Files.createDirectories(work.resolve("keys"));
            generate(keys, "safe", "opening");
            generate(keys, "agent", "signing");
            generate(keys, "prover", "signing");
            Path configuration = keepsake.configure(ensemble.member(1));
            Files.writeString(configuration, Files.readString(configuration) + """
                    signing-key: %1$s/agent.key
                    trusted-signers: [%1$s/prover.pub]
                    encryption: {recipients: [%1$s/safe.pub]}
                    """.formatted(keys));
            Path prover = Files.writeString(
                    work.resolve("prover.yaml"),
                    "signing-key: " + keys.resolve("prover.key") + "\ntrusted-signers: [" + keys.resolve("agent.pub")
                            + "]\n");

            JsonNode locked = noGo(configuration, ensemble);
            String id = locked.path("backup").asText();
            assertThat(against(noGo(configuration, ensemble, "--proved-elsewhere", id)))
                    .as("nobody proved it")
                    .containsExactlyInAnyOrder("backup.proven backup " + id, "backup.drilled backup " + id + ", zk");
            for (String verb : List.of("verify", "drill")) {
                String key = keys.resolve("safe.key").toString();
                keepsake.run(keepsake.cli("-c", prover.toString(), verb, id, "--key", key))
                        .orThrow();
            }
            Outcome go = keepsake.run(
                    keepsake.preflight(configuration, ensemble, "--proved-elsewhere", id, "--target-version", "3.9.5"));

            assertThat(against(locked)).containsExactly("backup.proven backup " + id);
            System.out.println(go);
            assertThat(go.exitCode()).as(go.toString()).isZero();
            assertThat(go.output())
                    .contains("backup " + id + ": reported at", "backup " + id + ", zk: reported at")
                    .contains("mind  zk.upgrade-mind", "whether znodes have a time to live was not looked at");
        }
    }

    private void generate(Path keys, String name, String purpose) throws IOException {
        keepsake.run(keepsake.cli(
                        "key",
                        "generate",
                        "--for",
                        purpose,
                        "--private",
                        keys.resolve(name + ".key").toString(),
                        "--public",
                        keys.resolve(name + ".pub").toString()))
                .orThrow();
    }

    private Ensemble started(int size, ServerVersion version) throws Exception {
        Ensemble ensemble = Ensemble.start(
                work.resolve("servers"), size, ServerSettings.of(version).withSnapshotEvery(100));
        try (Connection connection = Connection.anybody(ensemble.addresses())) {
            for (int i = 0; i < 250; i++) {
                connection.client().create("/n" + i, new byte[10], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
        ensemble.awaitSameZxid();
        return ensemble;
    }

    private static Member follower(Ensemble ensemble) throws IOException {
        Member leader = ensemble.leader();
        return ensemble.members().stream()
                .filter(member -> member.id() != 1 && member.id() != leader.id())
                .findFirst()
                .orElseThrow();
    }

    private static boolean serves(Ensemble ensemble) {
        try {
            return !ensemble.member(1).srvr().mode().isEmpty();
        } catch (IOException silent) {
            return false;
        }
    }

    private JsonNode noGo(Path configuration, Ensemble ensemble, String... more) throws IOException {
        List<String> command = keepsake.preflight(configuration, ensemble, "-o", "json");
        command.addAll(List.of(more));
        Outcome outcome = keepsake.run(command);
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(8);
        JsonNode report = json(outcome);
        assertThat(report.path("verdict").asText()).isEqualTo("NO-GO");
        System.out.println(against(report));
        return report;
    }

    private JsonNode noGoHealth(Path configuration, Ensemble ensemble) throws IOException {
        return json(keepsake.run(keepsake.preflight(configuration, ensemble, "--health-only", "-o", "json")));
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        return new ObjectMapper().readTree(outcome.output());
    }

    /** The rule and the subject of everything that speaks against the upgrade. */
    private static Set<String> against(JsonNode report) {
        Set<String> against = new TreeSet<>();
        for (JsonNode finding : report.path("findings")) {
            boolean minor = finding.path("severity").asText().equals("note")
                    && finding.path("standing").asText().equals("found");
            if (!finding.path("standing").asText().equals("passed") && !minor) {
                against.add(finding.path("rule").asText() + " "
                        + finding.path("subject").asText());
            }
        }
        return against;
    }

    private static String said(JsonNode report) {
        List<String> said = new ArrayList<>();
        report.path("findings")
                .forEach(finding -> said.add(finding.path("seen").asText() + " "
                        + finding.path("remedy").asText()));
        return String.join("\n", said);
    }
}
