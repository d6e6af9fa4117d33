package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.DenyingStore;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links that stand in runs go, and nothing else does; whatever comes in between, every record is read as before. */
final class LinkSweepTest {

    private static final Duration TURN = Duration.ofSeconds(2);

    private final MemoryStore store = new MemoryStore();
    private final MadeTape tape = new MadeTape(store);
    private Instant now = Instant.parse("2026-11-23T03:00:00Z");

    @Test
    void linksOfARunGoTheOldestFirstAFewAtATurn() throws IOException {
        tape.adds(100, 2);
        tape.rollUp(0, 80);
        LinkSweep sweep = new LinkSweep(Vault.clear(store), MadeTape.LAYOUT);

        assertThat(turn(sweep)).isEqualTo(LinkSweep.AT_A_TURN);
        assertThat(links()).hasSize(68).first().isEqualTo(tape.link(32));
        assertThat(turn(sweep)).isEqualTo(32);
        assertThat(turn(sweep)).isEqualTo(16);
        assertThat(turn(sweep)).isZero();

        assertThat(links()).hasSize(20).first().isEqualTo(tape.link(80));
        assertThat(tape.read(0, 100)).isEqualTo(tape.truth.toByteArray());
        assertThat(tape.read(17, 93)).isEqualTo(tape.truth(17, 93));
    }

    @Test
    void linksOfAYoungRunStayUntilItsGraceIsOver() throws IOException {
        tape.adds(10, 2);
        tape.rollUp(0, 10, store.now());
        LinkSweep sweep = new LinkSweep(Vault.clear(store), MadeTape.LAYOUT);

        store.advance(LinkSweep.GRACE.minusMinutes(1));
        assertThat(turn(sweep)).isZero();
        store.advance(Duration.ofMinutes(2));
        assertThat(turn(sweep)).as("it was looked at just now").isZero();
        now = now.plus(LinkSweep.BETWEEN_LOOKS);
        assertThat(turn(sweep)).isEqualTo(10);
    }

    @Test
    void whileThereIsNothingToDoTheStoreIsNotAsked() throws IOException {
        tape.adds(10, 2);
        FaultyStore counting = FaultyStore.never(store);
        LinkSweep sweep = new LinkSweep(Vault.clear(counting), MadeTape.LAYOUT);
        turn(sweep);
        int before = counting.steps();

        for (int i = 0; i < 1_000; i++) {
            turn(sweep);
        }

        assertThat(counting.steps()).isEqualTo(before);
    }

    @Test
    void aLinkThatIsNotWhatTheRunHoldsKeepsAllOfThemAndIsToldOnce() throws IOException {
        tape.adds(10, 2);
        tape.rollUp(0, 5);
        tape.rollUp(5, 10);
        ObjectKey odd = tape.link(3);
        byte[] other = tape.record(tape.ends.get(4), 8);
        byte[] first = tape.record(new Zxid(tape.ends.get(3).value() + 1), 8);
        byte[] both = new byte[first.length + other.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(other, 0, both, first.length, other.length);
        tape.seal(odd, tape.ends.get(3), tape.ends.get(4), both);
        LinkSweep sweep = new LinkSweep(Vault.clear(store), MadeTape.LAYOUT);

        assertThatThrownBy(() -> turn(sweep))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(odd.value())
                .hasMessageContaining("holds other records");
        assertThat(links()).hasSize(10);
        now = now.plus(LinkSweep.BETWEEN_LOOKS);
        assertThat(turn(sweep)).as("those of the other run").isEqualTo(5);
        assertThat(turn(sweep)).isZero();
        assertThat(links()).hasSize(5).last().isEqualTo(tape.link(4));
    }

    @Test
    void linksOfADamagedRunStay() throws IOException {
        tape.adds(10, 2);
        ObjectKey run = tape.rollUp(0, 10);
        byte[] whole = tape.bytes(run);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            tape.replace(run, flipped);
            LinkSweep sweep = new LinkSweep(Vault.clear(store), MadeTape.LAYOUT);
            try {
                turn(sweep);
            } catch (CorruptException told) {
                assertThat(told).hasMessageContaining("stay");
            }
            assertThat(links()).as("byte %d", i).hasSize(10);
        }
        assertThat(tape.read(0, 10)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void whereNothingMayBeDeletedEverythingStaysAndNobodyIsBothered() throws IOException {
        tape.adds(10, 2);
        tape.rollUp(0, 10);
        AtomicInteger asked = new AtomicInteger();
        Vault denying = Vault.clear(new DenyingStore(store, key -> false, key -> true, asked));
        LinkSweep sweep = new LinkSweep(denying, MadeTape.LAYOUT);

        for (int i = 0; i < 10; i++) {
            now = now.plus(LinkSweep.BETWEEN_LOOKS);
            assertThat(turn(sweep)).isZero();
            sweep = sweep.over(denying);
        }

        assertThat(links()).hasSize(10);
        assertThat(asked.get()).isBetween(1, 10);
    }

    @Test
    void whatMayNotBeReadIsToldAndSaysNothingOfWhatMayBeDeleted() throws IOException {
        tape.adds(10, 2);
        ObjectKey run = tape.rollUp(0, 10);
        AtomicBoolean closed = new AtomicBoolean(true);
        DenyingStore denying =
                new DenyingStore(store, key -> closed.get() && key.equals(run), key -> false, new AtomicInteger());
        LinkSweep sweep = new LinkSweep(Vault.clear(denying), MadeTape.LAYOUT);

        assertThatThrownBy(() -> turn(sweep)).isInstanceOf(StoreException.Denied.class);
        closed.set(false);
        now = now.plus(LinkSweep.BETWEEN_LOOKS);

        assertThat(turn(sweep)).isEqualTo(10);
    }

    @Test
    void aLinkThatGoesAfterItWasListedIsNoDamage() throws IOException {
        tape.adds(10, 2);
        ObjectKey run = tape.rollUp(0, 10);
        RolledUp listed = new RolledUp(Vault.clear(store), MadeTape.LAYOUT, tape.name, MadeTape.BEGIN, tape.end());

        turn(new LinkSweep(Vault.clear(store), MadeTape.LAYOUT));

        RolledUp.Found found = listed.look(run);
        assertThat(found.isWhole()).isTrue();
        assertThat(found.links()).isZero();
    }

    @Test
    void whatSomebodyElseRemovedMeanwhileIsNoDamage() throws IOException {
        tape.adds(100, 2);
        tape.rollUp(0, 80);
        LinkSweep sweep = new LinkSweep(Vault.clear(store), MadeTape.LAYOUT);
        assertThat(turn(sweep)).isEqualTo(LinkSweep.AT_A_TURN);
        store.delete(tape.link(35));
        store.delete(tape.link(79));

        assertThat(turn(sweep)).isEqualTo(LinkSweep.AT_A_TURN - 1);
        assertThat(turn(sweep)).isEqualTo(15);

        assertThat(links()).hasSize(20).first().isEqualTo(tape.link(80));
    }

    @Test
    void theTapesBeforeAreSweptToo() throws IOException {
        tape.adds(10, 2);
        tape.rollUp(0, 10);
        MadeTape next = new MadeTape(store, 1_000);
        next.adds(4, 1);
        LinkSweep sweep = new LinkSweep(Vault.clear(store), MadeTape.LAYOUT);

        assertThat(sweep.afterTurn(next.name, now)).isEqualTo(10);

        assertThat(links()).isEmpty();
        assertThat(tape.read(0, 10)).isEqualTo(tape.truth.toByteArray());
        assertThat(next.read(0, 4)).isEqualTo(next.truth.toByteArray());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatFailsAtAnyStepLosesNothing(Fault fault) throws IOException {
        boolean struck = true;
        for (int failAt = 0; struck; failAt++) {
            MemoryStore under = new MemoryStore();
            MadeTape made = new MadeTape(under);
            made.adds(12, 2);
            made.rollUp(0, 10);
            FaultyStore faulty = new FaultyStore(under, failAt, fault);
            LinkSweep dying = new LinkSweep(Vault.clear(faulty), MadeTape.LAYOUT);
            try {
                dying.afterTurn(made.name, now);
            } catch (IOException planned) {
                assertThat(planned).hasMessageNotContaining("null");
            }
            assertThat(made.read(0, 12)).isEqualTo(made.truth.toByteArray());
            new LinkSweep(Vault.clear(under), MadeTape.LAYOUT).afterTurn(made.name, now);
            assertThat(under.list(MadeTape.LAYOUT.links(made.name), "").all()).hasSize(2);
            assertThat(made.read(0, 12)).isEqualTo(made.truth.toByteArray());
            struck = faulty.struck();
        }
    }

    @Test
    void whateverWasRolledUpEveryRecordIsReadAsBefore() throws IOException {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("whateverWasRolledUpEveryRecordIsReadAsBefore: -Dkeepsake.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            MemoryStore under = new MemoryStore();
            MadeTape made = new MadeTape(under);
            int links = 2 + random.nextInt(30);
            made.adds(links, 1 + random.nextInt(3));
            for (int runs = random.nextInt(6); runs > 0; runs--) {
                int from = random.nextInt(links - 1);
                int to = from + 2 + random.nextInt(links - from - 1);
                ObjectKey run = made.rollUp(from, Math.min(links, to), sealed(under, random));
                if (random.nextInt(4) == 0) {
                    byte[] bytes = made.bytes(run);
                    bytes[random.nextInt(bytes.length)] ^= 1;
                    made.replace(run, bytes);
                }
            }
            sweepAll(new LinkSweep(Vault.clear(under), MadeTape.LAYOUT), made);
            assertThat(made.read(0, links)).as("seed %d, round %d", seed, round).isEqualTo(made.truth.toByteArray());
        }
    }

    private Instant sealed(MemoryStore under, Random random) throws IOException {
        return random.nextBoolean() ? Instant.ofEpochMilli(5) : under.now();
    }

    private void sweepAll(LinkSweep sweep, MadeTape made) {
        for (int turns = 0; turns < 20; turns++) {
            now = now.plus(LinkSweep.BETWEEN_LOOKS);
            try {
                sweep.afterTurn(made.name, now);
            } catch (IOException told) {
                assertThat(told).isInstanceOf(CorruptException.class);
            }
        }
    }

    private int turn(LinkSweep sweep) throws IOException {
        now = now.plus(TURN);
        return sweep.afterTurn(tape.name, now);
    }

    private List<ObjectKey> links() throws IOException {
        return store.list(MadeTape.LAYOUT.links(tape.name), "").all().stream()
                .map(object -> object.key())
                .toList();
    }
}
