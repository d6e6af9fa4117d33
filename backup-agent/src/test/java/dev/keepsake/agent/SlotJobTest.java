package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.job.Capture;
import dev.keepsake.job.SlotJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One slot, worked on by several nodes that race, and by one that dies at every step. */
class SlotJobTest {

    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");
    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final Duration HALF_A_DAY = Duration.ofHours(12);

    private final MemoryStore store = new MemoryStore();

    SlotJobTest() {
        store.setNow(SLOT);
    }

    @Test
    void twoCommittersAtTheDeadlineThatSawDifferentPartsMakeOneBackup() throws IOException {
        assertThatThrownBy(() -> run(store, "b", List.of("a", "b", "c"), dies()))
                .isInstanceOf(RefusedException.class);
        SlotJob.Result[] other = new SlotJob.Result[1];
        store.advance(DEADLINE);

        // while a is about to put a manifest without c, c puts its part and a manifest with all
        ObjectStore overtaken = new OvertakenStore(
                store.again(), "manifest/", () -> other[0] = run(store, "c", List.of("a", "b", "c"), dies()));
        SlotJob.Result late = run(overtaken, "a", List.of("a", "b", "c"), dies());

        assertThat(other[0].ending()).isEqualTo(SlotJob.Ending.COMMITTED);
        assertThat(late.ending()).isEqualTo(SlotJob.Ending.JOINED);
        assertThat(other[0].manifest().orElseThrow().complete()).isTrue();
        assertThat(late.manifest()).isEqualTo(other[0].manifest());
        assertThat(catalog(store).list()).hasSize(1);
    }

    @Test
    void aPartOfANodeThatIsNotListedIsKeptAndNamed() throws IOException {
        assertThatThrownBy(() -> run(store, "x", List.of("x", "y"), dies())).isInstanceOf(RefusedException.class);

        Manifest manifest = run(store, "a", List.of("a"), dies()).manifest().orElseThrow();

        assertThat(manifest.part("x")).isPresent();
        assertThat(manifest.nodes()).containsExactly("a");
        assertThat(manifest.complete()).isFalse();
    }

    @Test
    void aRunThatTookTooLongGivesUpBeforeItsManifest() throws IOException {
        Pause slow = time -> store.advance(Duration.ofHours(2));

        SlotJob.Result result = new SlotJob(
                        catalog(store), capture(store, slow, Duration.ofMinutes(1)), slow, new Random(1), told())
                .run(new SlotJob.Request(SLOT, "a", List.of("a"), DEADLINE, HALF_A_DAY, Duration.ofHours(1)));

        requireTooOld(result);
    }

    @Test
    void aPartThatARunOfLongAgoPutIsNotNamedByOneThatBeginsNow() throws IOException {
        assertThatThrownBy(() -> run(store, "a", List.of("a", "b"), dies())).isInstanceOf(RefusedException.class);
        store.advance(HALF_A_DAY.plusSeconds(1));

        requireTooOld(run(store, "a", List.of("a", "b"), dies()));
    }

    @Test
    void aPartThatAnotherNodePutLongAgoIsLeftOutAndNamedAndCostsTheOthersNothing() throws IOException {
        assertThatThrownBy(() -> run(store, "b", List.of("a", "b"), dies())).isInstanceOf(RefusedException.class);
        store.advance(HALF_A_DAY.plusSeconds(1));

        SlotJob.Result result = run(store, "a", List.of("a", "b"), dies());

        assertThat(result.ending()).isEqualTo(SlotJob.Ending.COMMITTED);
        Manifest manifest = result.manifest().orElseThrow();
        assertThat(manifest.complete()).isFalse();
        assertThat(manifest.part("a")).isPresent();
        assertThat(manifest.part("b")).isEmpty();
        assertThat(manifest.missingNodes()).singleElement().satisfies(missing -> {
            assertThat(missing.node()).isEqualTo("b");
            assertThat(missing.reason()).contains("begun at 2026-06-11T03:00:00Z", "max-duration");
        });
    }

    @Test
    void aPartAsOldAsARunMayBeIsStillNamed() throws IOException {
        assertThatThrownBy(() -> run(store, "b", List.of("a", "b"), dies())).isInstanceOf(RefusedException.class);
        store.advance(HALF_A_DAY);

        assertThat(run(store, "a", List.of("a", "b"), dies()).ending()).isEqualTo(SlotJob.Ending.COMMITTED);
    }

    private void requireTooOld(SlotJob.Result result) throws IOException {
        assertThat(result.ending()).isEqualTo(SlotJob.Ending.TOO_OLD);
        assertThat(result.manifest()).isEmpty();
        assertThat(result.why().orElseThrow()).contains("begun at 2026-06-11T03:00:00Z", "max-duration");
        assertThat(catalog(store).list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aNodeThatDiesAtAnyStepLeavesOnlyWholeBackupsAndTheNextRunSucceeds(Fault fault) throws IOException {
        everyStep(fault, (under, failAt) -> new FaultyStore(under, failAt, fault));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatFailsOnceAtAnyStepLeavesOnlyWholeBackupsAndTheNextRunSucceeds(Fault fault) throws IOException {
        everyStep(fault, (under, failAt) -> FaultyStore.once(under, failAt, fault));
    }

    private static void everyStep(Fault fault, BiFunction<ObjectStore, Integer, FaultyStore> fails) throws IOException {
        boolean struck = true;
        int steps = 0;
        for (; struck; steps++) {
            MemoryStore under = new MemoryStore();
            under.setNow(SLOT);
            FaultyStore faulty = fails.apply(under, steps);
            attempt(faulty);
            requireReadable(under, fault);
            attempt(under);
            requireReadable(under, fault);
            struck = faulty.struck();
            if (fault != Fault.TORN) {
                assertThat(catalog(under).find(BackupId.ofSlot(SLOT)))
                        .as("step %s", steps)
                        .isPresent();
                assertThat(catalog(under).list()).hasSize(1);
            }
            Instant next = SLOT.plus(Duration.ofDays(1));
            under.setNow(next);
            assertThat(new SlotJob(catalog(under), capture(under, dies(), Duration.ZERO), dies(), new Random(1), told())
                            .run(new SlotJob.Request(next, "a", List.of("a"), DEADLINE, HALF_A_DAY, HALF_A_DAY))
                            .ending())
                    .as("the next slot after a fault at step %s", steps)
                    .isEqualTo(SlotJob.Ending.COMMITTED);
        }
        assertThat(steps).isGreaterThan(20);
    }

    private static void attempt(ObjectStore store) {
        try {
            run(store, "a", List.of("a"), dies());
        } catch (IOException planned) {
            assertThat(planned).hasMessageNotContaining("null");
        }
    }

    private static void requireReadable(MemoryStore store, Fault fault) throws IOException {
        for (Catalog.Listed listed : catalog(store).list()) {
            if (listed.manifest().isEmpty()) {
                assertThat(fault).isEqualTo(Fault.TORN);
                continue;
            }
            Manifest manifest = listed.manifest().get();
            assertThat(manifest.complete()).isTrue();
            assertThat(manifest.documents())
                    .singleElement()
                    .satisfies(owned -> catalog(store)
                            .documents()
                            .requireWhole(owned.share().documents().get(0)));
            assertThat(store.open(manifest.shares().get(0).share().base().key(), 0)
                            .readAllBytes())
                    .hasSize((int) manifest.shares().get(0).share().base().bytes());
        }
    }

    private static SlotJob.Result run(ObjectStore store, String node, List<String> nodes, Pause pause)
            throws IOException {
        return new SlotJob(catalog(store), capture(store, pause, Duration.ZERO), pause, new Random(1), told())
                .run(new SlotJob.Request(SLOT, node, nodes, DEADLINE, HALF_A_DAY, HALF_A_DAY));
    }

    private static Capture capture(ObjectStore store, Pause pause, Duration takes) {
        List<Source> sources = List.of(
                new SimulatedSource(() -> SLOT, pause, takes, () -> false),
                new SimulatedSystem("marathon", pause, takes, () -> false));
        return new Capture(catalog(store), sources, "test", told(), CrossCheck.NONE);
    }

    private static SlotTeller told() {
        return new SlotTeller(
                (phase, message, facts) -> {}, InstantSource.system(), BackupId.ofSlot(SLOT), "a", () -> {});
    }

    private static Catalog catalog(ObjectStore store) {
        return new Catalog(store, "prod", new Random(3));
    }

    /** A node that dies as soon as it has to wait. */
    private static Pause dies() {
        return time -> {
            throw new RefusedException("would have waited");
        };
    }
}
