package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.SetACLTxn;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final Zxid START = Zxid.of(2, 10);

    private final ZnodeTree tree = new ZnodeTree();

    ReplayTest() throws IOException {
        tree.znode("", new byte[0], -1, stat(0));
    }

    @Test
    void recordsMustFollowOneAnother() throws IOException {
        for (Zxid next : List.of(START, Zxid.of(2, 9), Zxid.of(2, 12), Zxid.of(3, 2), Zxid.of(1, 1), Zxid.of(3, 0))) {
            Replay replay = new Replay(tree, START, START);
            replay.apply(nothing(START));
            assertThatThrownBy(() -> replay.apply(nothing(next)))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("hole between 0x20000000a and " + next);
        }
        for (Zxid next : List.of(Zxid.of(2, 11), Zxid.of(3, 1), Zxid.of(9, 1))) {
            Replay replay = new Replay(tree, START, START);
            replay.apply(nothing(START));
            replay.apply(nothing(next));
            assertThat(replay.last()).isEqualTo(next);
        }
    }

    @Test
    void theFirstRecordIsTheSnapshotsOwnOrFollowsIt() throws IOException {
        assertThatThrownBy(() -> new Replay(tree, START, START).apply(nothing(Zxid.of(2, 12))))
                .hasMessageContaining("hole between");
        new Replay(tree, START, START).apply(nothing(Zxid.of(2, 11)));
        new Replay(tree, Zxid.of(3, 0), START).apply(nothing(Zxid.of(3, 1)));
    }

    @Test
    void recordsFromBeforeTheSnapshotArePassedOverButLeadUpToIt() throws IOException {
        Replay replay = new Replay(tree, START, START);
        replay.apply(Records.create(Zxid.of(2, 9), "/early", 1));
        assertThat(replay.last()).isEqualTo(START);
        assertThat(tree.stat("/early")).isEmpty();

        assertThatThrownBy(() -> replay.apply(nothing(Zxid.of(3, 1))))
                .as("the snapshot shows a transaction that this log lacks")
                .hasMessageContaining("hole between 0x200000009 and 0x300000001: expected 0x20000000a");
    }

    @Test
    void theSnapshotsOwnRecordIsApplied() throws IOException {
        Replay replay = new Replay(tree, START, START);

        replay.apply(Records.create(START, "/half", 1));

        assertThat(tree.stat("/half")).isPresent();
        assertThat(replay.applied()).isEqualTo(1);
    }

    @Test
    void digestsAreComparedFromTheFirstTransactionAfterTheWindow() throws IOException {
        Zxid end = Zxid.of(2, 11);
        Replay replay = new Replay(tree, START, end);
        replay.apply(withDigest(START, new TxnDigest(2, 1)));
        replay.apply(withDigest(end, new TxnDigest(2, 1)));
        assertThat(replay.compared()).isZero();

        replay.apply(withDigest(Zxid.of(2, 12), new TxnDigest(2, tree.digest())));
        replay.apply(withDigest(Zxid.of(2, 13), new TxnDigest(1, 99)));
        assertThat(replay.compared()).as("of version 2 only").isEqualTo(1);
        assertThat(replay.judged()).isEqualTo(2);
        assertThat(replay.lastCompared()).contains(Zxid.of(2, 12));

        assertThatThrownBy(() -> replay.apply(withDigest(Zxid.of(2, 14), new TxnDigest(2, 0xabcd))))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("digest after transaction 0x20000000e: expected abcd")
                .hasMessageContaining("found " + Long.toHexString(tree.digest()));
    }

    @Test
    void aSnapshotServesNothingBeforeItsWindowHasPassed() throws IOException {
        Replay replay = new Replay(tree, START, Zxid.of(2, 11));
        replay.apply(nothing(START));
        assertThat(replay.complete()).isFalse();
        assertThat(replay.completeWhenNothingFollows()).isFalse();
        replay.apply(nothing(Zxid.of(2, 11)));
        assertThat(replay.complete()).isTrue();

        assertThat(new Replay(tree, START, Zxid.of(1, 5)).complete())
                .as("an end before the begin")
                .isTrue();
    }

    @Test
    void aWindowThatEndsAtTheBeginOfAnEpochEndsWithTheRecordBefore() throws IOException {
        Replay replay = new Replay(tree, START, Zxid.of(3, 0));
        replay.apply(nothing(START));
        assertThat(replay.complete()).isFalse();
        assertThat(replay.completeWhenNothingFollows()).isTrue();

        replay.apply(nothing(Zxid.of(3, 1)));
        assertThat(replay.complete()).isTrue();
        assertThat(new Replay(tree, START, Zxid.of(3, 5)).completeWhenNothingFollows())
                .as("an end with a record of its own")
                .isFalse();
    }

    @Test
    void anUnknownAccessListIsRefusedOnceTheWindowHasPassed() throws IOException {
        tree.znode("/a", null, 77, stat(0));
        Replay replay = new Replay(tree, START, START);
        replay.apply(nothing(START));

        assertThatThrownBy(() -> replay.apply(nothing(Zxid.of(2, 11))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1 znodes")
                .hasMessageContaining("'/a'");
    }

    @Test
    void theWindowOrTheRecordAfterItMakesAccessListsKnown() throws IOException {
        for (String path : List.of("/created", "/set", "/deleted")) {
            tree.znode(path, null, 77, stat(0));
        }
        assertThat(tree.unresolved()).isEqualTo(3);
        Replay replay = new Replay(tree, START, Zxid.of(2, 11));

        replay.apply(Records.record(START, TxnType.CREATE, new CreateTxn("/created", null, Records.READ, false, 1)));
        replay.apply(Records.record(Zxid.of(2, 11), TxnType.SET_ACL, new SetACLTxn("/set", Records.READ, 1)));
        replay.apply(Records.record(Zxid.of(2, 12), TxnType.DELETE, new DeleteTxn("/deleted")));

        assertThat(tree.unresolved()).isZero();
    }

    @Test
    void recordsThatDoNotFitAreCountedFromTheSecondAfterTheWindow() throws IOException {
        Replay replay = new Replay(tree, START, START);
        replay.apply(Records.record(START, TxnType.DELETE, new DeleteTxn("/missing")));
        replay.apply(Records.record(Zxid.of(2, 11), TxnType.DELETE, new DeleteTxn("/missing")));
        assertThat(replay.misfits()).isZero();

        replay.apply(Records.record(Zxid.of(2, 12), TxnType.DELETE, new DeleteTxn("/missing")));
        replay.apply(Records.create(Zxid.of(2, 13), "/there", 1));
        replay.apply(Records.create(Zxid.of(2, 14), "/there", 2));
        assertThat(replay.misfits()).isEqualTo(2);
        assertThat(replay.firstMisfit()).contains(Zxid.of(2, 12));
    }

    @Test
    void closesWithoutPathsAreCountedWithinTheWindowOnly() throws IOException {
        Replay replay = new Replay(tree, START, Zxid.of(2, 11));
        replay.apply(Records.record(START, TxnType.CLOSE_SESSION, null));
        replay.apply(Records.record(Zxid.of(2, 11), TxnType.CLOSE_SESSION, new CloseSessionTxn(List.of())));
        replay.apply(Records.record(Zxid.of(2, 12), TxnType.CLOSE_SESSION, null));

        assertThat(replay.closesWithoutPaths()).isEqualTo(1);
    }

    private static LogRecord nothing(Zxid zxid) throws IOException {
        return Records.record(zxid, TxnType.ERROR, new ErrorTxn(-101));
    }

    private static LogRecord withDigest(Zxid zxid, TxnDigest digest) throws IOException {
        return Records.record(zxid, 1, TxnType.ERROR, new ErrorTxn(-101), digest);
    }

    static ZnodeStat stat(long owner) {
        return new ZnodeStat(1, 1, 1, 1, 0, 0, 0, owner, 1);
    }
}
