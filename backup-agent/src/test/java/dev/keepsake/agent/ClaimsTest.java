package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three agents with one configuration: what all of them could capture stands once in one backup, whoever dies. */
class ClaimsTest {

    private static final Instant BEGIN = Instant.parse("2026-06-10T20:00:00Z");
    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");
    private static final Duration DEADLINE = SimulatedCluster.DEADLINE;
    private static final Duration TURN = DEADLINE.dividedBy(3);
    private static final List<String> BOTH = List.of("marathon", "mesos-master");

    /** All requests of all nodes take a while. */
    private static final int STRIDE = Boolean.getBoolean("keepsake.long") ? 1 : 7;

    private final Path directory;

    private SimulatedCluster cluster;
    private int clusters;

    ClaimsTest(@TempDir Path directory) throws ParseException, IOException {
        this.directory = directory;
        this.cluster = another();
    }

    private SimulatedCluster another() throws ParseException, IOException {
        Path state = Files.createDirectory(directory.resolve("cluster-" + clusters++));
        return new SimulatedCluster("0 0 3 * * ?", "UTC", BEGIN, state, new Random(5));
    }

    private void begin(List<String> systems) throws ParseException, IOException {
        cluster.close();
        cluster = another();
        cluster.nodes.forEach(node -> node.systems = systems);
    }

    @AfterEach
    void ends() {
        cluster.close();
    }

    @Test
    void allThreeMakeOneBackupThatHoldsEachSystemOnce() throws Exception {
        begin(BOTH);

        passesTo(SLOT.plusSeconds(120));

        assertThat(manifest().complete()).isTrue();
        assertThat(manifest().shares()).hasSize(3);
        requireOnce(BOTH);
        assertThat(cluster.nodes.stream().mapToInt(node -> node.systemsAsked).sum())
                .isEqualTo(2);
        assertThat(claims()).hasSize(1);
        assertThat(manifest().parts())
                .allSatisfy(part -> assertThat(part.clusterSources())
                        .containsExactly(
                                new ClusterSource("marathon", "marathon"),
                                new ClusterSource("mesos-master", "mesos-master")));
        cluster.nodes.forEach(node -> assertThat(node.alarmsTold).isEmpty());
    }

    @Test
    void aNodeWithNothingOfItsOwnTakesPart() throws Exception {
        begin(List.of("marathon"));
        cluster.nodes.forEach(node -> node.hasServer = false);

        passesTo(SLOT.plusSeconds(120));

        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("marathon"));
    }

    @Test
    void nodesThatNameDifferentSystemsClaimWhatTheyCanCapture() throws Exception {
        begin(List.of("marathon"));
        cluster.node(1).systems = List.of("metronome");
        cluster.node(2).systems = List.of("marathon", "metronome", "chronos");

        passesTo(SLOT.plusSeconds(120));

        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("chronos", "marathon", "metronome"));
    }

    @Test
    void anyNodeMayDieAtAnyRequestAndTheOthersMakeTheBackup() throws Exception {
        boolean died = true;
        int first = Integer.getInteger("keepsake.step", Math.floorMod(System.nanoTime(), STRIDE));
        int steps = first;
        for (; died; steps += STRIDE) {
            begin(List.of("marathon"));
            SimulatedNode dying = cluster.node(steps % 3);
            int step = steps / 3;
            cluster.time.at(SLOT.minusSeconds(1), () -> dying.requestsLeft = step);
            // whoever dies is to be the one who claims
            cluster.nodes.forEach(node -> node.captureTakes = Duration.ofSeconds(node == dying ? 1 : 5));

            passesTo(SLOT.plus(DEADLINE).plusSeconds(60));

            died = !dying.isUp() || dying != cluster.node(0);
            assertThat(manifest().missingNodes().size()).as("step %s", steps).isLessThanOrEqualTo(1);
            requireOnce(List.of("marathon"));
            assertThat(manifest().complete())
                    .as("step %s: %s", steps, manifest())
                    .isEqualTo(manifest().part(dying.name()).isPresent());
            dying.boot();
            cluster.time.runUntil(SLOT.plus(DEADLINE).plus(TURN));
            requireOnce(List.of("marathon"));
            assertThat(cluster.catalog().list()).hasSize(1);
        }
        System.out.println("ClaimsTest: died at " + steps / 3 + " requests of each node: -Dkeepsake.step=" + first);
        assertThat(steps).isGreaterThan(60);
    }

    @Test
    void whoIsStoppedForTooLongIsReplacedAndDoesNoHarmWhenItComesBack() throws Exception {
        begin(List.of("marathon"));
        claimsFirst(cluster.node(0));
        cluster.node(0).systemsTake = TURN.multipliedBy(2);

        passesTo(SLOT.plus(DEADLINE));

        assertThat(manifest().created())
                .isBetween(SLOT.plus(TURN), SLOT.plus(TURN).plusSeconds(120));
        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("marathon"));
        assertThat(manifest().documents().get(0).node()).isNotEqualTo("a");
        assertThat(claims()).hasSize(2);
        assertThat(cluster.node(0).outcome(SLOT).orElseThrow().kind()).isEqualTo(SlotOutcome.Kind.BACKED_UP);
        assertThat(cluster.catalog().list()).hasSize(1);
    }

    @Test
    void ofTwoWhoCapturedTheSameTheFirstToClaimItCounts() throws Exception {
        begin(List.of("marathon"));
        claimsFirst(cluster.node(0));
        cluster.node(0).systemsTake = TURN.plusSeconds(300);
        cluster.node(1).systemsTake = Duration.ofMinutes(10);
        cluster.node(2).systemsTake = Duration.ofMinutes(10);

        // c has something of its own to do until both are done
        cluster.node(2).captureTakes = TURN.plusSeconds(1200);
        passesTo(SLOT.plus(DEADLINE));

        assertThat(objects("/marathon/")).hasSize(2);
        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("marathon"));
        assertThat(manifest().documents().get(0).node()).isEqualTo("a");
    }

    @Test
    void whatOneNodeCannotReachAnotherCaptures() throws Exception {
        begin(List.of("marathon"));
        claimsFirst(cluster.node(0));
        cluster.node(0).systemsFail = true;

        passesTo(SLOT.plusSeconds(300));

        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("marathon"));
        assertThat(cluster.node(0).raised()).containsExactly(Alarm.SOURCE_FAILED);
        assertThat(cluster.node(1).alarmsTold).isEmpty();
    }

    @Test
    void whatNobodyCanReachIsNamedByAllAndWaitedForByNobody() throws Exception {
        begin(BOTH);
        cluster.nodes.forEach(node -> node.systemsFail = true);

        passesTo(SLOT.plusSeconds(300));

        assertThat(manifest().complete()).isFalse();
        assertThat(manifest().documents()).isEmpty();
        assertThat(manifest().parts())
                .allSatisfy(part -> assertThat(part.failures())
                        .extracting(Part.Failure::source)
                        .containsExactlyInAnyOrderElementsOf(BOTH));
        assertThat(cluster.node(1).raised()).contains(Alarm.SOURCE_FAILED, Alarm.BACKUP_INCOMPLETE);
    }

    @Test
    void whatIsClaimedAndNeverCapturedIsNamedAtTheDeadline() throws Exception {
        begin(List.of("marathon"));
        cluster.nodes.forEach(node -> node.systemsTake = DEADLINE.multipliedBy(2));

        passesTo(SLOT.plus(DEADLINE.multipliedBy(4)));

        // each is still at it at the deadline, and the first to come back makes the backup
        requireOnce(List.of("marathon"));
        assertThat(cluster.catalog().list()).hasSize(1);
    }

    @Test
    void whoeverWaitsAtTheDeadlineSaysWhoGaveNothing() throws Exception {
        begin(List.of());
        cluster.node(0).systems = List.of("marathon");
        cluster.node(0).systemsTake = DEADLINE.multipliedBy(2);

        passesTo(SLOT.plus(DEADLINE).plusSeconds(120));

        assertThat(manifest().complete()).isFalse();
        assertThat(manifest().part("a").orElseThrow().failures())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.source()).isEqualTo("marathon");
                    assertThat(failure.reason()).contains("claimed it at 2026-06-11T03:00:0", "by the deadline");
                });
    }

    @Test
    void aClockThatIsWrongClaimsNothing() throws Exception {
        begin(List.of("marathon"));
        claimsFirst(cluster.node(0));
        cluster.node(0).skew = Duration.ofSeconds(40);

        passesTo(SLOT.plus(DEADLINE).plusSeconds(60));

        requireOnce(List.of("marathon"));
        assertThat(manifest().documents().get(0).node()).isNotEqualTo("a");
        assertThat(objects("/a.claim-")).isEmpty();
        List<Catalog.Listed> listed = cluster.catalog().list();
        assertThat(listed).hasSize(2).anySatisfy(one -> {
            Manifest byHand = one.manifest().orElseThrow();
            assertThat(byHand.id().value()).contains("-");
            assertThat(byHand.documents()).hasSize(1);
            assertThat(objects(byHand.id() + "/claim-")).isEmpty();
        });
    }

    @Test
    void whoRebootsGoesOnWithItsOwnClaim() throws Exception {
        begin(List.of("marathon"));
        claimsFirst(cluster.node(0));
        cluster.node(0).systemsTake = Duration.ofMinutes(5);
        cluster.time.at(SLOT.plusSeconds(100), cluster.node(0)::crash);
        cluster.time.at(SLOT.plusSeconds(400), cluster.node(0)::boot);

        passesTo(SLOT.plus(DEADLINE));

        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("marathon"));
        assertThat(claims()).hasSize(1);
        assertThat(manifest().documents().get(0).node()).isEqualTo("a");
    }

    @Test
    void aSlotThatAllRebootOverIsMadeUpByAllOfThem() throws Exception {
        begin(List.of("marathon"));
        for (SimulatedNode node : cluster.nodes) {
            cluster.time.at(SLOT.minusSeconds(300), node::crash);
            cluster.time.at(SLOT.plus(DEADLINE).plusSeconds(node == cluster.node(0) ? 600 : 900), node::boot);
        }

        passesTo(SLOT.plus(DEADLINE.multipliedBy(3)));

        assertThat(manifest().complete()).isTrue();
        requireOnce(List.of("marathon"));
    }

    /** Makes it have its own part first, by far. */
    private void claimsFirst(SimulatedNode first) {
        cluster.nodes.forEach(node -> node.captureTakes = Duration.ofSeconds(node == first ? 1 : 30));
    }

    private void passesTo(Instant moment) {
        cluster.boot();
        cluster.time.runUntil(moment);
    }

    private Manifest manifest() throws IOException {
        return cluster.manifest(SLOT).orElseThrow();
    }

    /** What is listed restores, and holds no system twice. */
    private void requireOnce(List<String> systems) throws IOException {
        Manifest manifest = manifest();
        List<String> sources = new ArrayList<>();
        Catalog catalog = cluster.catalog();
        for (Manifest.NodeDocuments owned : manifest.documents()) {
            sources.add(owned.share().source());
            for (StoredDocument document : owned.share().documents()) {
                try (InputStream in = catalog.documents().open(document)) {
                    assertThat(in.readAllBytes()).isEqualTo(SimulatedSystem.STATE);
                }
            }
        }
        assertThat(sources).containsExactlyInAnyOrderElementsOf(systems);
        for (Part part : manifest.parts()) {
            catalog.evidence(manifest, Progress.NONE).requirePart(part);
        }
    }

    private List<String> claims() throws IOException {
        return objects("20260611T030000Z/claim-");
    }

    private List<String> objects(String part) throws IOException {
        return cluster.store.list("prod/backup/", "").all().stream()
                .map(StoredObject::key)
                .map(Object::toString)
                .filter(key -> key.contains(part))
                .toList();
    }
}
