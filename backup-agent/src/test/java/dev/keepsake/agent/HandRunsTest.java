package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.page.AgentNow.ByHand;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that somebody asks a running agent for. */
final class HandRunsTest {

    private static final Instant ASKED = Instant.parse("2026-06-10T22:00:00Z");
    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");

    private final SimulatedCluster cluster;

    HandRunsTest(@TempDir Path directory) throws ParseException {
        cluster = new SimulatedCluster(
                "0 0 3 * * ?", "UTC", Instant.parse("2026-06-10T20:00:00Z"), directory, new Random(5));
    }

    @AfterEach
    void ends() {
        cluster.close();
    }

    private void passesTo(Instant moment) {
        cluster.boot();
        cluster.time.runUntil(moment);
    }

    private HandRuns handRuns() {
        return cluster.node(0).watch.orElseThrow().handRuns();
    }

    @Test
    void oneIsMadeOfThisNodeAloneAndTheSlotIsAsEver() throws IOException {
        cluster.time.at(
                ASKED,
                () -> assertThat(handRuns().ask(Optional.of("pre-upgrade"))).isEmpty());

        passesTo(SLOT.plusSeconds(120));

        List<Manifest> made = cluster.catalog().list().stream()
                .map(Catalog.Listed::manifest)
                .flatMap(Optional::stream)
                .toList();
        assertThat(made).hasSize(2);
        Manifest byHand =
                made.stream().filter(one -> one.label() != null).findFirst().orElseThrow();
        assertThat(byHand.label()).isEqualTo("pre-upgrade");
        assertThat(byHand.parts()).extracting(part -> part.node()).containsExactly("a");
        assertThat(byHand.created())
                .isBetween(ASKED, ASKED.plus(NightWatch.LONGEST_WAIT).plusSeconds(60));
        assertThat(handRuns().last().orElseThrow().state()).isEqualTo(ByHand.State.DONE);
        assertThat(handRuns().last().orElseThrow().words()).contains(byHand.id().value(), "of this node alone");
        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
    }

    @Test
    void oneThatFailsIsToldAndStopsNothing() throws IOException {
        cluster.node(0).sourceIsBroken = true;
        cluster.time.at(ASKED, () -> handRuns().ask(Optional.empty()));
        cluster.time.at(ASKED.plus(Duration.ofHours(3)), () -> cluster.node(0).sourceIsBroken = false);

        passesTo(SLOT.plusSeconds(120));

        assertThat(handRuns().last().orElseThrow().state()).isEqualTo(ByHand.State.FAILED);
        assertThat(handRuns().last().orElseThrow().words()).contains("as planned");
        assertThat(cluster.manifest(SLOT).orElseThrow().complete()).isTrue();
    }

    @Test
    void whoAsksAgainBeforeItIsMadeIsToldThatOneWas() {
        HandRuns runs = new HandRuns(() -> ASKED, new PlainBell("nothing"), (phase, message, facts) -> {});

        assertThat(runs.ask(Optional.of("one"))).isEmpty();
        assertThat(runs.ask(Optional.of("two")).orElseThrow()).contains("2026-06-10T22:00:00Z");
        assertThat(runs.isWaiting()).isTrue();
    }
}
