package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.persistence.Util;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.Txn;
import org.apache.zookeeper.txn.TxnHeader;
import org.jspecify.annotations.Nullable;

/** Log records as ZooKeeper's own classes write them. */
final class Records {

    static final long SESSION = 0x1_0000_1234L;
    static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;
    static final List<ACL> READ = ZooDefs.Ids.READ_ACL_UNSAFE;

    private Records() {}

    static LogRecord record(Zxid zxid, int type, @Nullable Record body) throws IOException {
        return record(zxid, SESSION, type, body, null);
    }

    static LogRecord record(Zxid zxid, long session, int type, @Nullable Record body, @Nullable TxnDigest digest)
            throws IOException {
        TxnHeader header = new TxnHeader(session, 7, zxid.value(), 1000, type);
        byte[] payload = Util.marshallTxnEntry(
                header,
                body,
                digest == null ? null : new org.apache.zookeeper.txn.TxnDigest(digest.version(), digest.value()));
        return record(zxid, session, type, payload);
    }

    static LogRecord record(Zxid zxid, long session, int type, byte[] payload) {
        return new LogRecord(zxid, session, 7, 1000, type, 0, payload);
    }

    static LogRecord create(Zxid zxid, String path, int parentCversion) throws IOException {
        return record(zxid, TxnType.CREATE2, new CreateTxn(path, new byte[] {1}, OPEN, false, parentCversion));
    }

    static Txn part(int type, Record body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.serialize(org.apache.jute.BinaryOutputArchive.getArchive(bytes), "part");
        return new Txn(type, bytes.toByteArray());
    }
}
