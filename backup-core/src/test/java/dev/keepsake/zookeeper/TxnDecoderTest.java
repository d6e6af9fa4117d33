package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.txn.CheckVersionTxn;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateContainerTxn;
import org.apache.zookeeper.txn.CreateSessionTxn;
import org.apache.zookeeper.txn.CreateTTLTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.CreateTxnV0;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetACLTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TxnDecoderTest {

    private static final Zxid ZXID = Zxid.of(3, 42);
    private static final TxnDigest DIGEST = new TxnDigest(2, 0x1234_5678_9abcL);
    private static final byte[] DATA = {1, 2, 3};

    @Test
    void allFourKindsOfCreateKeepTheirLifetime() throws IOException {
        for (int type : new int[] {TxnType.CREATE, TxnType.CREATE2}) {
            Txn.Create plain = (Txn.Create) decode(type, new CreateTxn("/a", DATA, Records.READ, false, 5));
            assertThat(plain.owner(Records.SESSION)).isZero();
            assertThat(plain.parentCversion()).isEqualTo(5);
            assertThat(plain.data()).isEqualTo(DATA);
            assertThat(plain.acl()).containsExactly(new Acl(1, "world", "anyone"));
            Txn.Create ephemeral = (Txn.Create) decode(type, new CreateTxn("/a", DATA, Records.OPEN, true, 5));
            assertThat(ephemeral.owner(Records.SESSION)).isEqualTo(Records.SESSION);
        }
        Txn.Create container =
                (Txn.Create) decode(TxnType.CREATE_CONTAINER, new CreateContainerTxn("/a", null, Records.OPEN, 5));
        assertThat(container.owner(Records.SESSION)).isEqualTo(Long.MIN_VALUE);
        assertThat(container.data()).isNull();
        Txn.Create ttl =
                (Txn.Create) decode(TxnType.CREATE_TTL, new CreateTTLTxn("/a", new byte[0], Records.OPEN, 5, 1000));
        assertThat(ttl.owner(Records.SESSION)).isEqualTo(0xff00_0000_0000_03e8L);
        assertThat(ttl.data()).isEmpty();
    }

    @Test
    void aCreateFromBefore34CountsOn() throws IOException {
        Txn.Create create = (Txn.Create) decode(TxnType.CREATE, new CreateTxnV0("/a", DATA, Records.OPEN, true));

        assertThat(create.parentCversion()).isEqualTo(-1);
        assertThat(create.lifetime()).isEqualTo(Txn.Lifetime.EPHEMERAL);
    }

    @Test
    void aMissingAccessListIsTheOpenOneAndAnEmptyOneIsNot() throws IOException {
        assertThat(((Txn.SetAcl) decode(TxnType.SET_ACL, new SetACLTxn("/a", null, 1))).acl())
                .isEqualTo(Acl.OPEN);
        assertThat(((Txn.SetAcl) decode(TxnType.SET_ACL, new SetACLTxn("/a", List.of(), 1))).acl())
                .isEmpty();
    }

    @Test
    void theRestOfTheKindsSayWhatTheyTouch() throws IOException {
        assertThat(decode(TxnType.DELETE, new DeleteTxn("/a"))).isEqualTo(new Txn.Delete("/a"));
        assertThat(decode(TxnType.DELETE_CONTAINER, new DeleteTxn("/a")).paths())
                .containsExactly("/a");
        assertThat(decode(TxnType.SET_DATA, new SetDataTxn("/", null, 2)).paths())
                .containsExactly("/");
        assertThat(decode(TxnType.RECONFIG, new SetDataTxn("/zookeeper/config", DATA, -1)))
                .isInstanceOf(Txn.SetData.class);
        assertThat(decode(TxnType.CHECK, new CheckVersionTxn("/a", 3)).paths()).isEmpty();
        assertThat(decode(TxnType.CREATE_SESSION, new CreateSessionTxn(4000))).isEqualTo(new Txn.CreateSession(4000));
        assertThat(decode(TxnType.ERROR, new ErrorTxn(-110))).isEqualTo(new Txn.Failed(-110));
    }

    @Test
    void aMultiHoldsItsPartsAndOneThatFailedTouchesNothing() throws IOException {
        Txn.Multi multi = (Txn.Multi) decode(
                TxnType.MULTI,
                new MultiTxn(List.of(
                        Records.part(TxnType.CREATE, new CreateTxn("/a", DATA, Records.OPEN, false, 1)),
                        Records.part(TxnType.CHECK, new CheckVersionTxn("/c", 1)),
                        Records.part(TxnType.DELETE, new DeleteTxn("/b")))));
        assertThat(multi.paths()).containsExactly("/a", "/b");

        Txn.Multi failed = (Txn.Multi) decode(
                TxnType.MULTI,
                new MultiTxn(List.of(
                        Records.part(TxnType.DELETE, new DeleteTxn("/a")),
                        Records.part(TxnType.ERROR, new SetDataTxn("/still-the-body", DATA, 1)))));
        assertThat(failed.failed()).isTrue();
        assertThat(failed.paths()).isEmpty();
    }

    @Test
    void aClosedSessionIsReadWithAndWithoutItsPathsAndDigest() throws IOException {
        Record listed = new CloseSessionTxn(List.of("/a", "/b"));
        assertThat(decode(TxnType.CLOSE_SESSION, null)).isEqualTo(new Txn.CloseSession(Optional.empty()));
        assertThat(decode(TxnType.CLOSE_SESSION, listed).paths()).containsExactly("/a", "/b");
        assertThat(decode(TxnType.CLOSE_SESSION, new CloseSessionTxn(List.of("/abc")))
                        .paths())
                .as("twelve bytes, but no digest")
                .containsExactly("/abc");

        DecodedTxn bare = DecodedTxn.of(Records.record(ZXID, 1, TxnType.CLOSE_SESSION, null, DIGEST));
        assertThat(bare).isEqualTo(new DecodedTxn(new Txn.CloseSession(Optional.empty()), Optional.of(DIGEST)));
        DecodedTxn full = DecodedTxn.of(Records.record(ZXID, 1, TxnType.CLOSE_SESSION, listed, DIGEST));
        assertThat(full.digest()).contains(DIGEST);
        assertThat(full.txn().paths()).containsExactly("/a", "/b");
    }

    @Test
    void aDigestIsReadWhereThereIsOne() throws IOException {
        LogRecord with = Records.record(ZXID, 1, TxnType.SET_DATA, new SetDataTxn("/a", DATA, 1), DIGEST);

        assertThat(DecodedTxn.of(with).digest()).contains(DIGEST);
        assertThat(DecodedTxn.of(Records.record(ZXID, TxnType.SET_DATA, new SetDataTxn("/a", DATA, 1)))
                        .digest())
                .isEmpty();
    }

    @Test
    void whatNoServerWritesIsCorruptAndNamesTheTransactionAndTheOffset() throws IOException {
        assertCorrupt("unknown type 99", 99, new DeleteTxn("/a"));
        assertCorrupt("expected a path", TxnType.DELETE, new DeleteTxn("a"));
        assertCorrupt("expected a path", TxnType.DELETE, new DeleteTxn("/a//b"));
        assertCorrupt("expected a path", TxnType.DELETE, new DeleteTxn("/a/"));
        assertCorrupt("below the root", TxnType.DELETE, new DeleteTxn("/"));
        assertCorrupt("time to live", TxnType.CREATE_TTL, new CreateTTLTxn("/a", DATA, Records.OPEN, 1, 0));
        assertCorrupt("time to live", TxnType.CREATE_TTL, new CreateTTLTxn("/a", DATA, Records.OPEN, 1, 1L << 40));
        assertCorrupt("left over", TxnType.DELETE, new CheckVersionTxn("/a", 1));
        assertCorrupt("left over", TxnType.DELETE, new SetDataTxn("/a", new byte[20], 1));
        assertCorrupt(
                "left over",
                TxnType.MULTI,
                new MultiTxn(List.of(Records.part(TxnType.DELETE, new CheckVersionTxn("/a", 1)))));
        assertCorrupt(
                "unknown type 14",
                TxnType.MULTI,
                new MultiTxn(List.of(Records.part(TxnType.MULTI, new MultiTxn(List.of())))));
        assertCorrupt("without a list", TxnType.MULTI, new MultiTxn(null));
    }

    @Test
    void aLengthBeyondTheRecordIsRefusedBeforeAnythingIsAllocated() throws IOException {
        byte[] data = Records.record(ZXID, TxnType.SET_DATA, new SetDataTxn("/a", DATA, 1))
                .payload();
        ByteBuffer.wrap(data).putInt(38, Integer.MAX_VALUE); // the data's length
        assertThatThrownBy(() -> DecodedTxn.of(Records.record(ZXID, 1, TxnType.SET_DATA, data)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("0x30000002a, offset 42")
                .hasMessageContaining("2147483647");

        byte[] list = Records.record(ZXID, TxnType.SET_ACL, new SetACLTxn("/a", Records.OPEN, 1))
                .payload();
        ByteBuffer.wrap(list).putInt(38, 100_000_000); // the number of entries
        assertThatThrownBy(() -> DecodedTxn.of(Records.record(ZXID, 1, TxnType.SET_ACL, list)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("a list of 100000000 elements");
    }

    @Test
    void everyCutOfEveryKindIsReadOrCorrupt() throws IOException {
        for (LogRecord whole : oneOfEachKind()) {
            for (int length = 0; length < whole.payload().length; length++) {
                decodeOrCorrupt(whole, Arrays.copyOf(whole.payload(), length));
            }
        }
    }

    @Test
    void randomlyChangedBytesAreReadOrCorrupt() throws IOException {
        Random random = new Random(Seeds.seed("changed bytes"));
        List<LogRecord> records = oneOfEachKind();
        int corrupt = 0;
        for (int i = 0; i < Seeds.transactions(); i++) {
            LogRecord whole = records.get(random.nextInt(records.size()));
            byte[] payload = whole.payload().clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                payload[32 + random.nextInt(payload.length - 32)] = (byte) (random.nextInt(8) - 4);
            }
            corrupt += decodeOrCorrupt(whole, payload) ? 0 : 1;
        }
        assertThat(corrupt).isPositive();
    }

    private static boolean decodeOrCorrupt(LogRecord whole, byte[] payload) {
        try {
            DecodedTxn.of(Records.record(ZXID, whole.session(), whole.type(), payload));
            return true;
        } catch (CorruptException expected) {
            assertThat(expected).hasMessageContaining(ZXID.toString());
            return false;
        }
    }

    private static List<LogRecord> oneOfEachKind() throws IOException {
        List<ACL> acl = List.of(new ACL(3, new Id("digest", "é:x")), Records.READ.get(0));
        Record create = new CreateTxn("/a/b", DATA, acl, true, 9);
        Record set = new SetDataTxn("/a", DATA, 1);
        return List.of(
                Records.record(ZXID, 1, TxnType.CREATE, create, DIGEST),
                Records.record(ZXID, 1, TxnType.CREATE2, create, null),
                Records.record(ZXID, 1, TxnType.CREATE, new CreateTxnV0("/a", DATA, acl, false), null),
                Records.record(ZXID, 1, TxnType.CREATE_TTL, new CreateTTLTxn("/a", DATA, acl, 1, 5), DIGEST),
                Records.record(ZXID, 1, TxnType.CREATE_CONTAINER, new CreateContainerTxn("/a", DATA, acl, 1), DIGEST),
                Records.record(ZXID, 1, TxnType.SET_ACL, new SetACLTxn("/a", acl, 1), DIGEST),
                Records.record(ZXID, 1, TxnType.SET_DATA, set, DIGEST),
                Records.record(ZXID, 1, TxnType.CLOSE_SESSION, new CloseSessionTxn(List.of("/a", "/b")), DIGEST),
                Records.record(ZXID, 1, TxnType.CLOSE_SESSION, null, DIGEST),
                Records.record(ZXID, 1, TxnType.CREATE_SESSION, new CreateSessionTxn(1), DIGEST),
                Records.record(
                        ZXID,
                        1,
                        TxnType.MULTI,
                        new MultiTxn(List.of(
                                Records.part(TxnType.CREATE, create),
                                Records.part(TxnType.ERROR, set),
                                Records.part(TxnType.SET_DATA, set))),
                        DIGEST));
    }

    private static Txn decode(int type, @Nullable Record body) throws IOException {
        return DecodedTxn.of(Records.record(ZXID, type, body)).txn();
    }

    private static void assertCorrupt(String what, int type, Record body) throws IOException {
        LogRecord record = Records.record(ZXID, type, body);
        assertThatThrownBy(() -> DecodedTxn.of(record))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("transaction 0x30000002a, offset ");
    }
}
