package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small links become runs, whatever comes in between. */
final class RollUpTest {

    private final MemoryStore store = new MemoryStore();
    private final MadeTape tape = new MadeTape(store);
    private Instant now = Instant.parse("2026-11-23T03:00:00Z");

    @Test
    void aThousandLinksBecomeOneRunTurnByTurn() throws IOException {
        tape.adds(1_005, 2);
        FaultyStore counting = FaultyStore.never(store);
        RollUp rollUp = rollUp(counting);

        Optional<ObjectKey> run = Optional.empty();
        int turns = 0;
        while (run.isEmpty()) {
            run = turn(rollUp);
            turns++;
        }

        assertThat(turns).isEqualTo(16);
        assertThat(tape.runs()).containsExactly(run.get());
        List<Link> chain = tape.chain(MadeTape.BEGIN, tape.end());
        assertThat(chain).hasSize(6);
        assertThat(chain.get(0).isRun()).isTrue();
        assertThat(chain.get(0).through()).isEqualTo(tape.ends.get(1_000));
        assertThat(tape.read(0, 1_005)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void aRunSaysWhatItsFirstAndLastLinkSay() throws IOException {
        tape.adds(3, 2).elects(4);
        RollUp rollUp = rollUp(store);
        turn(rollUp);
        now = now.plus(RollUp.LONGEST_WAIT);

        ObjectKey key = turn(rollUp).orElseThrow();

        assertThat(key).isEqualTo(MadeTape.LAYOUT.run(tape.name, MadeTape.BEGIN, Zxid.of(4, 1)));
        assertThat(RunRecords.read(Vault.clear(store), key).header().facts())
                .containsEntry("kind", "run")
                .containsEntry("after", "0x100000000")
                .containsEntry("through", "0x400000001")
                .containsEntry("count", "7")
                .containsEntry("links", "4")
                .containsEntry("first-record", "first of 0x100000002")
                .containsEntry("last-record", "last of 0x400000001");
        Link run = tape.chain(MadeTape.BEGIN, Course.END).get(0);
        assertThat(run.mark().fingerprint()).isEqualTo("last of 0x400000001");
    }

    @Test
    void aFewLinksWaitForAnHourAndOneAloneForCompany() throws IOException {
        tape.adds(1, 2);
        RollUp rollUp = rollUp(store);
        assertThat(turn(rollUp)).isEmpty();
        now = now.plus(RollUp.LONGEST_WAIT);
        assertThat(turn(rollUp)).isEmpty();

        tape.adds(1, 2);
        assertThat(turn(rollUp)).isEmpty();
        now = now.plus(RollUp.LONGEST_WAIT).minusSeconds(5);
        assertThat(turn(rollUp)).isEmpty();
        now = now.plusSeconds(5);
        assertThat(turn(rollUp)).isPresent();

        assertThat(tape.chain(MadeTape.BEGIN, Course.END)).hasSize(1);
        now = now.plus(RollUp.LONGEST_WAIT);
        assertThat(turn(rollUp)).isEmpty();
    }

    @Test
    void whileThereIsNothingToDoTheStoreIsHardlyAsked() throws IOException {
        tape.adds(100, 1);
        FaultyStore counting = FaultyStore.never(store);
        RollUp rollUp = rollUp(counting);
        turn(rollUp);
        int before = counting.steps();

        for (int i = 0; i < 1_000; i++) {
            turn(rollUp);
        }
        assertThat(counting.steps()).isEqualTo(before);

        for (int i = 0; i < 49; i++) {
            tape.adds(1, 1);
            turn(rollUp);
        }
        assertThat(counting.steps() - before)
                .as("one listing of what came since: a call, and an object each")
                .isLessThanOrEqualTo(60);
    }

    @Test
    void largeLinksStayAsTheyAreAndNoRunIsLargerThanALink() throws IOException {
        tape.adds(2, 1);
        tape.add(1, 5 << 20);
        tape.adds(2, 1);
        for (int i = 0; i < 7; i++) {
            tape.add(1, 2 << 20);
        }
        RollUp rollUp = rollUp(store);
        for (int i = 0; i < 20; i++) {
            now = now.plus(RollUp.LONGEST_WAIT);
            turn(rollUp);
        }

        List<Zxid[]> ranges = tape.runs().stream()
                .map(run -> Layout.runRange(run).orElseThrow())
                .toList();
        assertThat(ranges.get(0)).containsExactly(tape.ends.get(0), tape.ends.get(2));
        assertThat(ranges.get(1)).containsExactly(tape.ends.get(3), tape.ends.get(8));
        for (ObjectKey run : tape.runs()) {
            assertThat(RunRecords.read(Vault.clear(store), run).length()).isLessThanOrEqualTo(RunDraft.MOST_BYTES);
        }
        assertThat(tape.read(0, 12)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void anotherAgentGoesOnBehindTheLastRun() throws IOException {
        tape.adds(10, 2);
        late(rollUp(store), 2);
        tape.adds(10, 2);

        late(rollUp(store), 2);

        assertThat(tape.runs()).hasSize(2);
        assertThat(tape.chain(MadeTape.BEGIN, Course.END)).hasSize(2);
    }

    @Test
    void twoAgentsAtTheSameTimeDoNoHarm() throws IOException {
        tape.adds(10, 2);
        RollUp one = rollUp(store);
        RollUp other = rollUp(store);
        turn(one);
        turn(other);
        now = now.plus(RollUp.LONGEST_WAIT);
        assertThat(turn(one)).isPresent();
        assertThat(turn(other)).as("the same run, which is there already").isPresent();
        assertThat(tape.runs()).hasSize(1);

        tape.adds(5, 2);
        late(one, 2);
        tape.adds(5, 2);
        late(other, 2);
        assertThat(tape.runs().size()).isGreaterThan(2);
        assertThat(tape.read(0, 20)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void anotherTapeIsBegunAnew() throws IOException {
        tape.adds(10, 2);
        RollUp rollUp = rollUp(store);
        turn(rollUp);
        TapeName next =
                new TapeName("node-1", "zk", Ulid.after(tape.name.id(), Instant.ofEpochMilli(9), new Random(2)));

        now = now.plus(RollUp.LONGEST_WAIT);
        assertThat(rollUp.afterTurn(next, Zxid.of(9, 9), now)).isEmpty();
        assertThat(tape.runs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCrashAtAnyStepIsGoneOnFrom(Fault fault) throws IOException {
        tape.adds(12, 1);
        for (int failAt = 0; ; failAt++) {
            tape.runs().forEach(run -> assertThat(delete(run)).isTrue());
            FaultyStore faulty = new FaultyStore(store, failAt, fault);
            try {
                late(rollUp(faulty), 3);
            } catch (StoreException crash) {
                assertThat(tape.read(0, 12)).isEqualTo(tape.truth.toByteArray());
            }

            late(rollUp(store), 3);

            assertThat(tape.read(0, 12)).isEqualTo(tape.truth.toByteArray());
            assertThat(tape.chain(MadeTape.BEGIN, Course.END).size())
                    .as("after step " + failAt)
                    .isLessThanOrEqualTo(2);
            if (!faulty.struck()) {
                return;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOnceIsForgottenAfterSomeMinutes(Fault fault) throws IOException {
        tape.adds(10, 1);
        for (int failAt = 0; ; failAt++) {
            tape.runs().forEach(run -> assertThat(delete(run)).isTrue());
            FaultyStore faulty = FaultyStore.once(store, failAt, fault);
            RollUp rollUp = rollUp(faulty);
            int failures = 0;
            for (int i = 0; i < 6; i++) {
                try {
                    turn(rollUp);
                } catch (StoreException planned) {
                    failures++;
                    assertThat(turn(rollUp)).as("nothing is tried at once").isEmpty();
                }
                now = now.plus(RollUp.LONGEST_WAIT);
            }
            assertThat(failures).isLessThanOrEqualTo(1);
            assertThat(tape.read(0, 10)).isEqualTo(tape.truth.toByteArray());
            assertThat(tape.chain(MadeTape.BEGIN, Course.END).size()).isLessThanOrEqualTo(2);
            if (!faulty.struck()) {
                return;
            }
        }
    }

    @Test
    void aTornRunIsGoneAround() throws IOException {
        tape.adds(10, 2);
        ObjectKey torn = tape.rollUp(0, 10);
        byte[] whole = tape.bytes(torn);
        tape.replace(torn, Arrays.copyOf(whole, whole.length / 2));

        late(rollUp(store), 2);

        assertThat(tape.runs()).hasSize(2);
        List<Link> chain = tape.chain(MadeTape.BEGIN, Course.END);
        assertThat(chain).hasSize(2);
        assertThat(chain.get(0).through()).isEqualTo(tape.ends.get(9));
        assertThat(tape.bytes(torn)).as("nothing is replaced").hasSize(whole.length / 2);
        assertThat(tape.read(0, 10)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void aRunWithOtherRecordsIsToldAndLeft() throws IOException {
        tape.adds(10, 2);
        ObjectKey lying = MadeTape.LAYOUT.run(tape.name, tape.ends.get(0), tape.ends.get(10));
        MemoryStore elsewhere = new MemoryStore();
        MadeTape clone = new MadeTape(elsewhere);
        clone.record(MadeTape.BEGIN, 3);
        clone.add(1, 8);
        clone.adds(9, 2).add(1, 8);
        ObjectKey other = clone.rollUp(0, 11);
        assertThat(other).isEqualTo(lying);
        RollUp rollUp = rollUp(store);
        turn(rollUp);
        tape.replace(lying, clone.bytes(other));
        now = now.plus(RollUp.LONGEST_WAIT);

        assertThatThrownBy(() -> turn(rollUp))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(lying.value())
                .hasMessageContaining("does not hold the records of the links");

        tape.adds(3, 2);
        late(rollUp, 3);
        assertThat(tape.runs()).as("gone on behind it").hasSize(2);
    }

    @Test
    void aDamagedLinkIsToldOnceAndGoneAround() throws IOException {
        tape.adds(10, 2);
        byte[] bytes = tape.bytes(tape.link(4));
        bytes[bytes.length / 2] ^= 1;
        tape.replace(tape.link(4), bytes);
        RollUp rollUp = rollUp(store);
        turn(rollUp);
        now = now.plus(RollUp.LONGEST_WAIT);

        assertThatThrownBy(() -> turn(rollUp))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(tape.link(4).value())
                .hasMessageContaining("cannot be rolled up");

        late(rollUp, 4);
        List<Zxid[]> ranges = tape.runs().stream()
                .map(run -> Layout.runRange(run).orElseThrow())
                .toList();
        assertThat(ranges).hasSize(2);
        assertThat(ranges.get(0)).containsExactly(tape.ends.get(0), tape.ends.get(4));
        assertThat(ranges.get(1)).containsExactly(tape.ends.get(5), tape.ends.get(10));
    }

    private RollUp rollUp(ObjectStore over) {
        return new RollUp(Vault.clear(over), MadeTape.LAYOUT);
    }

    private Optional<ObjectKey> turn(RollUp rollUp) throws IOException {
        return rollUp.afterTurn(tape.name, tape.end(), now);
    }

    /** So many turns, an hour from one to the next. */
    private void late(RollUp rollUp, int turns) throws IOException {
        for (int i = 0; i < turns; i++) {
            turn(rollUp);
            now = now.plus(RollUp.LONGEST_WAIT).plus(Duration.ofSeconds(1));
        }
    }

    private boolean delete(ObjectKey key) {
        try {
            store.delete(key);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }
}
