package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An ensemble that died while its leader alone had logged a proposal, captured from one, two and three directories. */
final class OfflineIT {
    private static final String NEVER = "/never-committed";
    private static final int WRITES = 200;

    /** What clients were told is written. */
    private final List<String> ledger = new ArrayList<>();

    @TempDir
    private Path work;

    /** Each step in the form of a log's records and epochs; what lies between is for the long run. */
    static List<ServerVersion> versions() {
        return Boolean.getBoolean("keepsake.long")
                ? List.of(ServerVersion.values())
                : List.of(ServerVersion.V3_4_14, ServerVersion.V3_9_5);
    }

    static List<ServerVersion> versionsOfSurvivors() {
        return Boolean.getBoolean("keepsake.long") ? List.of(ServerVersion.values()) : List.of(ServerVersion.V3_9_5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    void whatWasAcknowledgedIsThereAndWhatWasNotIsNotTakenForIt(ServerVersion version) throws Exception {
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, settings(version))) {
            Member leader = source.leader();
            List<Member> followers = source.members().stream()
                    .filter(member -> member.id() != leader.id())
                    .toList();
            dies(source, leader, followers);

            Keepsake both = keepsake("two-followers");
            Backup agreed = offline(both, followers.get(0), followers.get(1));
            assertThat(shown(both, agreed).get("unproven").isNull()).isTrue();
            requireLedger(both, agreed);

            Keepsake withLeader = keepsake("leader-and-follower");
            Backup tailed = offline(withLeader, leader, followers.get(0));
            assertThat(tailed.zxid()).isEqualTo(agreed.zxid());
            assertThat(shown(withLeader, tailed).at("/unproven/tail/count").asLong())
                    .isPositive();
            requireLedger(withLeader, tailed);
            assertThat(paths(withLeader, tailed, "--with-unproven-tail"))
                    .containsAll(ledger)
                    .contains(NEVER);

            Keepsake all = keepsake("all");
            Backup whole = offline(all, followers.get(1), leader, followers.get(0));
            assertThat(whole.zxid()).isEqualTo(agreed.zxid());
            assertThat(whole.complete()).isTrue();
            requireLedger(all, whole);

            requireSavedUnproven(leader);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versionsOfSurvivors")
    void aSurvivorWhoseTapeExistsKeepsWhatWasArchivedAndOffersTheRest(ServerVersion version) throws Exception {
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, settings(version))) {
            Member leader = source.leader();
            write(source.addresses(), 0);
            source.awaitSameZxid();
            List<String> archived = List.copyOf(ledger);
            Keepsake keepsake = keepsake("survivor");
            Path agent = keepsake.configure(leader);
            keepsake.once(agent);
            dies(
                    source,
                    leader,
                    source.members().stream()
                            .filter(member -> member.id() != leader.id())
                            .toList());

            Outcome outcome = keepsake.run(keepsake.agent(agent, "--offline")).inPartOrThrow();

            assertThat(outcome.messages()).contains("unproven: ", "fewer than a quorum of the servers was seen");
            Backup backup = keepsake.list().get(0);
            assertThat(backup.complete()).isFalse();
            JsonNode shown = shown(keepsake, backup);
            assertThat(shown.get("newerCommitsPossible").asBoolean()).isTrue();
            assertThat(shown.get("serversNotSeen")).hasSize(2);
            assertThat(paths(keepsake, backup)).containsAll(archived).doesNotContain(NEVER);
            assertThat(paths(keepsake, backup, "--with-unproven-tail"))
                    .containsAll(ledger)
                    .contains(NEVER);
        }
    }

    /** One of three, never backed up: nothing is proven, and yet nothing is lost. */
    private void requireSavedUnproven(Member leader) throws Exception {
        Keepsake alone = keepsake("alone");
        Backup saved = offline(alone, leader);
        assertThat(saved.complete()).isFalse();
        assertThat(shown(alone, saved).get("proven").asBoolean()).isFalse();
        try (Ensemble blank = Ensemble.prepare(
                work.resolve("refused"), 1, ServerSettings.standard().still())) {
            Outcome refused = alone.run(alone.restore(saved, blank.member(1)));
            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refused.messages()).contains("add --with-unproven-tail");
        }
        assertThat(paths(alone, saved, "--with-unproven-tail"))
                .containsAll(ledger)
                .contains(NEVER);
    }

    /** Writes, waits until every server has it, lets the leader log one more that nobody hears of, and kills them all. */
    private void dies(Ensemble source, Member leader, List<Member> followers) throws Exception {
        write(leader.address(), ledger.size());
        source.awaitSameZxid();
        try (Connection connection = Connection.superuser(leader.address())) {
            source.awaitSameZxid();
            for (Member follower : followers) {
                follower.freeze();
            }
            connection
                    .client()
                    .create(
                            NEVER,
                            null,
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            CreateMode.PERSISTENT,
                            (code, path, context, name) -> {},
                            null);
            Await.until("the leader has logged it", Duration.ofSeconds(30), () -> logs(leader, NEVER));
            source.kill();
        }
    }

    private void write(String servers, int first) throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.superuser(servers)) {
            for (int i = first; i < first + WRITES; i++) {
                String path = "/ledger-" + i;
                connection.client().create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                ledger.add(path);
            }
        }
    }

    private static boolean logs(Member server, String text) throws IOException {
        for (Path file : Folders.files(server.logDir().resolve("version-2"))) {
            boolean log = file.getFileName().toString().startsWith("log.");
            if (log && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private Backup offline(Keepsake keepsake, Member... members) throws IOException {
        List<String> more = new ArrayList<>(List.of("--offline"));
        for (Member member : members) {
            more.add(
                    member.logDir().equals(member.dataDir())
                            ? member.dataDir().toString()
                            : member.dataDir() + "," + member.logDir());
        }
        Outcome outcome = keepsake.run(keepsake.agent(keepsake.configure(members[0]), more.toArray(new String[0])));
        String id = (members.length < 2 ? outcome.inPartOrThrow() : outcome.orThrow())
                .output()
                .strip();
        return keepsake.list().stream()
                .filter(backup -> backup.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void requireLedger(Keepsake keepsake, Backup backup) throws Exception {
        assertThat(paths(keepsake, backup)).containsAll(ledger).doesNotContain(NEVER);
    }

    /** What a real server serves after a restore. */
    private Set<String> paths(Keepsake keepsake, Backup backup, String... more) throws Exception {
        Path folder = Files.createTempDirectory(work, "restored");
        try (Ensemble target =
                Ensemble.prepare(folder, 1, ServerSettings.standard().still())) {
            List<String> command = keepsake.restore(backup, target.member(1));
            command.addAll(List.of(more));
            Outcome restored = keepsake.run(command).orThrow();
            assertThat(restored.output().contains("they ARE restored")).isEqualTo(more.length > 0);
            target.start();
            return Set.copyOf(TreeDump.read(target.member(1).address()).keySet());
        }
    }

    private static JsonNode shown(Keepsake keepsake, Backup backup) throws IOException {
        String json = keepsake.run(keepsake.cli("show", backup.id(), "-o", "json"))
                .orThrow()
                .output();
        return new ObjectMapper().readTree(json).get("sources").get(0);
    }

    private Keepsake keepsake(String name) throws IOException {
        return new Keepsake(
                work.resolve(name).resolve("archive"), work.resolve(name).resolve("agent"));
    }

    /** A server of 3.4 writes its first snapshot only after that many transactions. */
    private static ServerSettings settings(ServerVersion version) {
        return ServerSettings.of(version).withSnapshotEvery(WRITES / 2);
    }
}
