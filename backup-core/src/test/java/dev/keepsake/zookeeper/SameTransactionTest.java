package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;
import org.junit.jupiter.api.Test;

/** One transaction stands in the logs of several servers with bytes that differ; another one is another one. */
final class SameTransactionTest {

    private static final Zxid ZXID = Zxid.of(1, 5);
    private static final TxnDigest DIGEST = new TxnDigest(TxnDigest.COMPARABLE, 77);

    private static Txn create(String path) throws IOException {
        return Records.part(TxnType.CREATE, new CreateTxn(path, new byte[] {1}, Records.OPEN, false, 1));
    }

    private static Txn set() throws IOException {
        return Records.part(TxnType.SET_DATA, new SetDataTxn("/a", null, 2));
    }

    private static Txn failed() throws IOException {
        return Records.part(TxnType.ERROR, new ErrorTxn(-101));
    }

    /** As {@code DataTree.processTxn} leaves a part of a multi that failed. */
    private static Txn noted(Txn part) {
        return new Txn(TxnType.ERROR, part.getData());
    }

    private static LogRecord multi(Txn... parts) throws IOException {
        return Records.record(ZXID, Records.SESSION, TxnType.MULTI, new MultiTxn(List.of(parts)), DIGEST);
    }

    private static boolean same(LogRecord one, LogRecord other) throws IOException {
        assertThat(SameTransaction.is(other, one)).isEqualTo(SameTransaction.is(one, other));
        return SameTransaction.is(one, other);
    }

    @Test
    void aMultiThatFailedIsTheSameWhetherOneOrEveryPartIsNotedToHaveFailed() throws IOException {
        LogRecord leaders = multi(create("/a"), set(), failed());

        assertThat(same(leaders, multi(noted(create("/a")), noted(set()), failed())))
                .isTrue();
        assertThat(same(leaders, multi(noted(create("/a")), set(), failed()))).isTrue();
    }

    @Test
    void aMultiThatFailedAndHeldSomethingElseIsAnother() throws IOException {
        LogRecord leaders = multi(create("/a"), set(), failed());

        assertThat(same(leaders, multi(noted(create("/b")), noted(set()), failed())))
                .isFalse();
        assertThat(same(leaders, multi(noted(create("/a")), failed()))).isFalse();
        assertThat(same(leaders, multi(create("/a"), create("/a"), failed()))).isFalse();
    }

    @Test
    void aMultiThatFailedIsNotOneThatDidNot() throws IOException {
        assertThat(same(multi(create("/a"), set()), multi(create("/a"), noted(set()))))
                .isFalse();
        assertThat(same(multi(create("/a"), set()), multi(create("/b"), set()))).isFalse();
        assertThat(same(multi(create("/a"), set()), multi(create("/a"), set()))).isTrue();
    }

    @Test
    void aServerThatWritesNoDigestsLogsTheSame() throws IOException {
        LogRecord without = Records.record(
                ZXID, Records.SESSION, TxnType.MULTI, new MultiTxn(List.of(create("/a"), set(), failed())), null);

        assertThat(same(without, multi(noted(create("/a")), noted(set()), failed())))
                .isTrue();
    }
}
