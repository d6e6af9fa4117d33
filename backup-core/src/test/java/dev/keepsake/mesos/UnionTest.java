package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnionTest {

    @Test
    void aWipedMajorityWinsOverAStaleReplicaWithHigherPositions() throws IOException {
        // masters 1 and 2 were wiped and began anew; 3 still holds the old log, far ahead
        Replica one =
                Histories.voting("one", 3).append(49, "new").truncate(50, 49).replica();
        Replica two =
                Histories.voting("two", 3).append(49, "new").truncate(50, 49).replica();
        Replica old = Histories.voting("three", 7)
                .append(8999, "old")
                .truncate(9000, 8999)
                .replica();

        Union union = History.of(List.of(old, two, one), 3).unite();

        assertThat(Histories.values(Histories.actions(union)))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("position 49");
        assertThat(union.notes())
                .singleElement()
                .asString()
                .contains("the replica of three has no write in common with the others");
    }

    @Test
    void aForeignReplicaWithTheSamePositionsIsNamedAndNotUsed() throws IOException {
        Replica one =
                Histories.voting("one", 3).append(4, "ours").truncate(5, 4).replica();
        Replica two = Histories.voting("two", 3).append(4, "ours").replica();
        Replica foreign = Histories.voting("three", 9)
                .append(4, "theirs")
                .truncate(5, 4)
                .append(6, "more")
                .replica();

        Union union = History.of(List.of(foreign, one, two), 3).unite();

        assertThat(union.notes())
                .singleElement()
                .asString()
                .contains("the replica of three is of another history: at position 4 it has not what one has");
        assertThatThrownBy(() -> History.of(List.of(one, foreign), 3).unite()).isInstanceOf(RefusedException.class);
        assertThat(union.end()).isEqualTo(5);
    }

    @Test
    void whatMayBeTheSameByChanceProvesNothing() throws IOException {
        // every log begins with nothing at position 0, and truncates now and then
        Replica one =
                Histories.voting("one", 1).nop(0).truncate(1, 0).append(2, "a").replica();
        Replica two =
                Histories.voting("two", 1).nop(0).truncate(1, 0).append(3, "b").replica();

        assertThatThrownBy(() -> History.of(List.of(one, two), 2).unite())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no 2 of 2 masters have replicas of which it is certain")
                .hasMessageContaining("one: VOTING, positions 0 to 2")
                .hasMessageContaining("--from");
    }

    @Test
    void aReplicaWithoutAVoteIsNotUsed() throws IOException {
        Replica one = Histories.voting("one", 1).append(0, "a").replica();
        Replica two = Histories.voting("two", 1).append(0, "a").replica();
        for (Metadata.Status status :
                List.of(Metadata.Status.RECOVERING, Metadata.Status.STARTING, Metadata.Status.EMPTY)) {
            Replica other = Histories.of("three", status, 1)
                    .append(0, "a")
                    .append(1, "b")
                    .replica();

            Union union = History.of(List.of(one, two, other), 3).unite();

            assertThat(union.end()).isZero();
            assertThat(union.notes()).singleElement().asString().contains("three, which is " + status);
            assertThatThrownBy(() -> History.of(List.of(one, two, other), 3).unite(Set.of("three")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(status.name());
        }
    }

    @Test
    void aMinorityIsNotEnough() throws IOException {
        Replica one = Histories.voting("one", 1).append(0, "a").replica();

        assertThatThrownBy(() -> History.of(List.of(one), 3).unite())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no 2 of 3 masters");
        assertThat(History.of(List.of(one), 3).unite(Set.of("one")).end()).isZero();
        assertThat(History.of(List.of(one), 1).unite().end()).isZero();
    }

    @Test
    void theLastWriteCountsWhenAQuorumHasItAlthoughNobodyLearnedIt() throws IOException {
        Replica one =
                Histories.voting("one", 1).append(0, "a").performed(1, 4, "b").replica();
        Replica two =
                Histories.voting("two", 1).append(0, "a").performed(1, 4, "b").replica();
        Replica three = Histories.voting("three", 1).append(0, "a").replica();

        Union union = History.of(List.of(one, two, three), 3).unite();

        List<Action> actions = Histories.actions(union);
        assertThat(union.end()).isEqualTo(1);
        assertThat(actions.get(1).learned()).isTrue();
        assertThat(Reports.text(actions.get(1).bytes())).isEqualTo("b");
        assertThat(union.notes()).singleElement().asString().startsWith("kept, since a quorum of 2");
    }

    @Test
    void theLastWriteIsDroppedAndNamedWhenNoQuorumHasTheSame() throws IOException {
        Histories two = Histories.voting("two", 1).append(0, "a");
        for (Histories other : List.of(
                Histories.voting("one", 1).append(0, "a"),
                Histories.voting("one", 1).append(0, "a").performed(1, 4, "other"),
                Histories.voting("one", 1).append(0, "a").performed(1, 5, "b"),
                Histories.voting("one", 1).append(0, "a").promise(1, 4))) {
            Replica one = other.replica();

            Union union = History.of(List.of(one, two.performed(1, 4, "b").replica()), 3)
                    .unite();

            assertThat(union.end()).isZero();
            assertThat(union.notes())
                    .singleElement()
                    .asString()
                    .startsWith("dropped, since no quorum of 2 masters wrote it: position 1")
                    .contains("may have been acknowledged all the same");
        }
    }

    @Test
    void thatNobodyWasToldOfAWriteIsSaidOnlyOfTheReplicasOfAllMasters() throws IOException {
        Replica one = Histories.voting("one", 1).append(0, "a").replica();
        Replica two =
                Histories.voting("two", 1).append(0, "a").performed(1, 4, "b").replica();
        Replica three = Histories.voting("three", 1).append(0, "a").replica();

        Union all = History.of(List.of(one, two, three), 3).unite();
        Union some = History.of(List.of(one, two, three), 3).unite(Set.of("one", "two"));

        assertThat(all.notes()).singleElement().asString().contains("nobody had been told");
        assertThat(some.notes()).singleElement().asString().contains("may have been acknowledged all the same");
    }

    @Test
    void anUnlearnedTruncationThatAQuorumHasMovesTheBeginning() throws IOException {
        Replica one = Histories.voting("one", 1)
                .append(0, "a")
                .append(1, "b")
                .truncate(2, 1)
                .replica();
        Replica two = Histories.voting("two", 1).append(0, "a").append(1, "b").replica();

        Union union = History.of(List.of(one, two), 2).unite();

        assertThat(union.begin()).isEqualTo(1);
        assertThat(Histories.actions(union)).extracting(Action::position).containsExactly(1L, 2L);
    }

    @Test
    void nothingLearnedBelowTheBeginningIsNoConflict() throws IOException {
        // one was told of positions that were truncated meanwhile: nothing stands where something was
        Replica one = Histories.voting("one", 1)
                .nop(0)
                .tombstone(1)
                .append(2, "c")
                .truncate(3, 2)
                .replica();
        Replica two = Histories.voting("two", 1)
                .append(0, "a")
                .append(1, "b")
                .append(2, "c")
                .replica();

        Union union = History.of(List.of(one, two), 2).unite();

        assertThat(union.begin()).isEqualTo(2);
        assertThat(union.end()).isEqualTo(3);
    }

    @Test
    void aTombstoneAloneSetsTheBeginningAndStaysInTheImage() throws IOException {
        Replica one = Histories.voting("one", 1).tombstone(4).append(5, "c").replica();
        Replica two = Histories.voting("two", 1)
                .append(3, "a")
                .append(4, "b")
                .append(5, "c")
                .replica();

        Union union = History.of(List.of(one, two), 2).unite();

        assertThat(union.begin()).isEqualTo(5);
        assertThat(Histories.actions(union)).extracting(Action::position).containsExactly(4L, 5L);
        assertThat(Histories.actions(union).get(0).tombstone()).isTrue();
    }

    @Test
    void nothingAgainstAValueAboveTheBeginningIsAnAlarm() throws IOException {
        Replica one =
                Histories.voting("one", 1).append(0, "a").nop(1).append(2, "c").replica();
        Replica two = Histories.voting("two", 1).append(0, "a").append(1, "b").replica();

        assertThatThrownBy(() -> History.of(List.of(one, two), 2).unite())
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("contradict each other: at position 1");
    }

    @Test
    void differentValuesInOneHistoryAreAnAlarm() throws IOException {
        Replica one = Histories.voting("one", 1).append(0, "a").append(1, "b").replica();
        Replica two = Histories.voting("two", 1).append(0, "a").append(1, "x").replica();

        assertThatThrownBy(() -> History.of(List.of(one, two), 2).unite())
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("position 1, but with different values");
        assertThat(History.of(List.of(one, two), 2).unite(Set.of("one")).end()).isEqualTo(1);
    }

    @Test
    void aHoleThatNobodyFillsIsRefusedWithItsPlace() throws IOException {
        Replica one = Histories.voting("one", 1).append(0, "a").append(9, "z").replica();
        Replica two = Histories.voting("two", 1)
                .append(0, "a")
                .append(1, "b")
                .performed(4, 2, "x")
                .replica();

        assertThatThrownBy(() -> History.of(List.of(one, two), 2).unite())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has holes: 2-8 are learned by none of one, two");
    }

    @Test
    void anEmptyLogIsNotRestored() throws IOException {
        Replica one = Histories.voting("one", 1).replica();

        assertThatThrownBy(() -> History.of(List.of(one), 1).unite())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nothing is learned");
    }

    @Test
    void theHighestProposalOfAllIsKnownEvenOfThoseNotUsed() throws IOException {
        Replica one = Histories.voting("one", 3).append(0, "a").replica();
        Replica stranger = Histories.of("two", Metadata.Status.EMPTY, 9)
                .performed(7, 12, "x")
                .replica();

        assertThat(History.of(List.of(one, stranger), 2).highestProposal()).isEqualTo(12);
    }

    @Test
    void whateverEachReplicaLacksTheUnionIsTheLogAsItWas() throws IOException {
        for (long seed = 1; seed <= Long.getLong("keepsake.seeds", 50); seed++) {
            System.out.println("seed " + seed);
            Random random = new Random(seed);
            int length = 3 + random.nextInt(40);
            long begin = random.nextInt(length - 1);
            List<Histories> replicas = new ArrayList<>();
            for (String name : List.of("one", "two", "three")) {
                replicas.add(Histories.voting(name, 1));
            }
            for (int position = 0; position < length; position++) {
                // each position is learned by two at least, but for what lies below the beginning
                int without = random.nextInt(6);
                for (int i = 0; i < replicas.size(); i++) {
                    if (i != without && (position >= begin || random.nextBoolean())) {
                        put(replicas.get(i), position, length, begin);
                    }
                }
            }
            List<Replica> some = new ArrayList<>();
            for (Histories replica : replicas) {
                some.add(replica.replica());
            }
            Collections.shuffle(some, random);

            Union union = History.of(some, 3).unite();

            assertThat(union.begin()).as("seed " + seed).isEqualTo(begin);
            assertThat(Histories.actions(union))
                    .as("seed " + seed)
                    .extracting(Action::position)
                    .containsExactlyElementsOf(
                            LongStream.range(begin, length).boxed().toList());
        }
    }

    private static void put(Histories replica, int position, int length, long begin) throws IOException {
        if (position == length - 1) {
            replica.truncate(position, begin);
        } else {
            replica.append(position, "value " + position);
        }
    }
}
