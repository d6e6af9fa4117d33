package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that follow their servers and make their backups beside it, in virtual time. */
class FollowNightsTest {

    private static final Instant BEGIN = Instant.parse("2026-06-11T02:00:00Z");
    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");
    private static final Duration MAX_LAG = Duration.ofSeconds(30);

    private final SimulatedCluster cluster;

    FollowNightsTest(@TempDir Path directory) throws ParseException {
        cluster = new SimulatedCluster("0 0 3 * * ?", "UTC", BEGIN, directory, new Random(5));
    }

    @BeforeEach
    void follows() {
        cluster.nodes.forEach(node -> node.maxLag = Optional.of(MAX_LAG));
    }

    @AfterEach
    void ends() {
        cluster.close();
    }

    @Test
    void theTapeGrowsAllTheTimeAndTheBackupComesAtItsSlot() throws IOException {
        passesTo(SLOT.plusSeconds(120));

        assertThat(links("a")).isGreaterThan(3600 / 30);
        Manifest manifest = cluster.manifest(SLOT).orElseThrow();
        assertThat(manifest.complete()).isTrue();
        assertThat(manifest.created()).isBetween(SLOT, SLOT.plusSeconds(60));
        assertThat(tapes("a")).isEqualTo(1);
        cluster.nodes.forEach(node -> assertThat(node.alarmsTold).isEmpty());
        assertThat(state(0).lag()).isLessThan(MAX_LAG);
        assertThat(state(0).breaks()).isZero();
    }

    @Test
    void whileOtherNodesAreWaitedForFollowingGoesOn() throws IOException {
        cluster.node(2).storeIsRefused = true;

        passesTo(SLOT.plusSeconds(60));
        long before = links("a");
        passesTo(SLOT.plusSeconds(1800));

        assertThat(cluster.manifest(SLOT)).isEmpty();
        assertThat(links("a")).isGreaterThan(before + 1700 / 30);
        assertThat(state(0).lag()).isLessThan(MAX_LAG);
        assertThat(cluster.node(0).alarmsTold).isEmpty();
        passesTo(SLOT.plus(Duration.ofHours(2)));
        assertThat(cluster.manifest(SLOT)).isPresent();
        assertThat(tapes("a")).isEqualTo(1);
    }

    @Test
    void aStoreThatIsAwayForAnHourIsToldAndCaughtUpWith() throws IOException {
        cluster.time.at(BEGIN.plusSeconds(600), () -> cluster.storeIsAway = true);
        cluster.time.at(BEGIN.plusSeconds(4200), () -> cluster.storeIsAway = false);

        passesTo(BEGIN.plusSeconds(600 + 250));
        assertThat(cluster.node(0).alarmsTold).doesNotContain("+follow-lagging");
        passesTo(BEGIN.plusSeconds(600 + 400));
        assertThat(cluster.node(0).alarmsTold).contains("+follow-lagging");
        assertThat(state(0).trouble()).contains("the store is away, as planned");
        passesTo(BEGIN.plusSeconds(4200 + 60));

        assertThat(cluster.node(0).alarmsTold).contains("-follow-lagging");
        assertThat(state(0).lag()).isLessThan(MAX_LAG);
        assertThat(state(0).trouble()).isEmpty();
        assertThat(tapes("a")).isEqualTo(1);
    }

    @Test
    void aNodeThatLosesItsPowerGoesOnFromItsTape() throws IOException {
        cluster.time.at(BEGIN.plusSeconds(1000), cluster.node(1)::crash);
        cluster.time.at(BEGIN.plusSeconds(1500), cluster.node(1)::boot);

        passesTo(BEGIN.plusSeconds(1100));
        long before = links("b");
        passesTo(BEGIN.plusSeconds(1490));
        assertThat(links("b")).isEqualTo(before);
        passesTo(SLOT.plusSeconds(120));

        assertThat(links("b")).isGreaterThan(before + 50);
        assertThat(tapes("b")).isEqualTo(1);
        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
    }

    @Test
    void aNewConfigurationSwitchesFollowingOnAndOff() throws IOException {
        SimulatedNode node = cluster.node(0);
        node.maxLag = Optional.empty();
        passesTo(BEGIN.plusSeconds(600));
        assertThat(links("a")).isZero();

        cluster.time.at(BEGIN.plusSeconds(700), () -> {
            node.maxLag = Optional.of(MAX_LAG);
            node.watch.orElseThrow().reload();
        });
        passesTo(SLOT.plusSeconds(1200));
        long followed = links("a");
        assertThat(followed).isGreaterThan(30);

        cluster.time.at(SLOT.plusSeconds(1300), () -> {
            node.maxLag = Optional.empty();
            node.watch.orElseThrow().reload();
        });
        passesTo(SLOT.plusSeconds(5000));
        long then = links("a");
        passesTo(SLOT.plusSeconds(9000));
        assertThat(links("a")).isEqualTo(then);
    }

    @Test
    void aServerThatDoesNotAnswerIsAskedAgainAndAgain() throws IOException {
        cluster.time.at(BEGIN.plusSeconds(100), () -> cluster.node(0).sourceFails = true);
        cluster.time.at(BEGIN.plusSeconds(1000), () -> cluster.node(0).sourceFails = false);

        passesTo(BEGIN.plusSeconds(900));
        assertThat(cluster.node(0).alarmsTold).contains("+follow-lagging");
        assertThat(state(0).trouble()).contains("the server does not answer, as planned");
        passesTo(BEGIN.plusSeconds(1060));

        assertThat(state(0).lag()).isLessThan(MAX_LAG);
        assertThat(cluster.node(0).alarmsTold).contains("-follow-lagging");
    }

    @Test
    void aBreakIsToldForADay() throws IOException {
        cluster.time.at(BEGIN.plusSeconds(100), () -> cluster.node(0).sourceBreaks = true);

        passesTo(BEGIN.plusSeconds(200));

        assertThat(state(0).breaks()).isEqualTo(1);
        assertThat(tapes("a")).isEqualTo(2);
        assertThat(cluster.node(0).alarmsTold).containsExactly("+tape-broken");
        assertThat(cluster.node(0).alarms.raised().get(0).reason())
                .contains("zk: tape ", " has begun: RESYNC: broken, as planned");
        passesTo(BEGIN.plusSeconds(86_400));
        assertThat(cluster.node(0).alarmsTold).containsExactly("+tape-broken");
        passesTo(BEGIN.plusSeconds(86_600));
        assertThat(cluster.node(0).alarmsTold).containsExactly("+tape-broken", "-tape-broken");
    }

    @Test
    void whateverATurnEndsInFollowingGoesOn() throws IOException {
        cluster.time.at(BEGIN.plusSeconds(600), () -> cluster.node(0).sourceIsBroken = true);
        cluster.time.at(BEGIN.plusSeconds(1200), () -> cluster.node(0).sourceIsBroken = false);

        passesTo(BEGIN.plusSeconds(1190));
        assertThat(cluster.node(0).alarmsTold).contains("+follow-lagging");
        assertThat(state(0).trouble()).contains("unexpected failure", "NoClassDefFoundError: as planned");
        passesTo(BEGIN.plusSeconds(1260));

        assertThat(cluster.node(0).alarmsTold).contains("-follow-lagging");
        assertThat(state(0).lag()).isLessThan(MAX_LAG);
    }

    @Test
    void aTurnThatDoesNotEndIsToldWhileItLasts() throws IOException {
        cluster.time.at(BEGIN.plusSeconds(590), () -> cluster.node(0).sourceHangs = Duration.ofMinutes(20));
        cluster.time.at(BEGIN.plusSeconds(640), () -> cluster.node(0).sourceHangs = Duration.ZERO);
        for (int minute = 11; minute < 30; minute++) {
            cluster.time.at(
                    BEGIN.plusSeconds(60L * minute),
                    () -> cluster.node(0).followers.orElseThrow().look());
        }

        passesTo(BEGIN.plusSeconds(600 + 240));
        assertThat(cluster.node(0).alarmsTold).isEmpty();
        passesTo(BEGIN.plusSeconds(600 + 480));
        assertThat(cluster.node(0).alarmsTold).containsExactly("+follow-lagging");
        assertThat(cluster.node(0).alarms.raised().get(0).reason())
                .contains("zk: nothing that was committed after ", "a turn is under way that has not come to its end");
        passesTo(BEGIN.plusSeconds(3000));
        assertThat(cluster.node(0).alarmsTold).containsExactly("+follow-lagging", "-follow-lagging");
    }

    private boolean booted;

    private void passesTo(Instant moment) {
        if (!booted) {
            booted = true;
            cluster.boot();
        }
        cluster.time.runUntil(moment);
    }

    private FollowState state(int node) throws IOException {
        return FollowState.read(cluster.node(node).followed.orElseThrow());
    }

    private long links(String node) throws IOException {
        return count("/zk/" + node + "/", "/link/");
    }

    private long tapes(String node) throws IOException {
        return count("/zk/" + node + "/", "/tape.json");
    }

    private long count(String first, String second) throws IOException {
        return cluster.store.again().list("", "").all().stream()
                .map(StoredObject::key)
                .filter(key -> key.value().contains(first) && key.value().contains(second))
                .count();
    }
}
