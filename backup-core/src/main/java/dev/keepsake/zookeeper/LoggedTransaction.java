package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Deed;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A log's record as one transaction of a history; decoded only when somebody asks for more than its header. */
final class LoggedTransaction implements Transaction {

    private final LogRecord record;
    private @Nullable Txn decoded;

    LoggedTransaction(LogRecord record) {
        this.record = record;
    }

    LogRecord record() {
        return record;
    }

    @Override
    public Zxid zxid() {
        return record.zxid();
    }

    @Override
    public long timeMillis() {
        return record.timeMillis();
    }

    /** Without the checksum, since some servers log a digest behind the same transaction and some do not. */
    @Override
    public String identity() {
        return record.session() + "/" + record.cxid() + "/" + record.timeMillis() + "/" + record.type();
    }

    @Override
    public boolean isSameAs(Transaction other) throws CorruptException {
        return other instanceof LoggedTransaction logged && SameTransaction.is(record, logged.record);
    }

    @Override
    public long session() {
        return record.session();
    }

    @Override
    public String kind() {
        return TxnType.word(record.type());
    }

    @Override
    public List<String> paths() throws CorruptException {
        return txn().paths();
    }

    @Override
    public List<Deed> deeds() throws CorruptException {
        return DecodedTxn.deeds(record);
    }

    @Override
    public Optional<Touch> touch(String path) throws CorruptException {
        return touch(txn(), path);
    }

    /** Of a multi's parts the last one that creates or deletes decides what is there afterwards. */
    private Optional<Touch> touch(Txn txn, String path) {
        if (!txn.paths().contains(path)) {
            return Optional.empty();
        }
        if (txn instanceof Txn.Multi multi) {
            Touch last = new Touch(Life.GOES_ON, Owner.NOBODY);
            for (Txn part : multi.parts()) {
                Optional<Touch> touch = touch(part, path);
                last = touch.isPresent() && touch.get().life() != Life.GOES_ON ? touch.get() : last;
            }
            return Optional.of(last);
        }
        if (txn instanceof Txn.Create create) {
            boolean ephemeral = create.lifetime() == Txn.Lifetime.EPHEMERAL;
            return Optional.of(new Touch(Life.BEGINS, ephemeral ? record.session() : Owner.NOBODY));
        }
        boolean ends = txn instanceof Txn.Delete || txn instanceof Txn.CloseSession;
        return Optional.of(new Touch(ends ? Life.ENDS : Life.GOES_ON, Owner.NOBODY));
    }

    @Override
    public OptionalLong silentlyEnds() throws CorruptException {
        return record.type() == TxnType.CLOSE_SESSION
                        && txn() instanceof Txn.CloseSession close
                        && close.deleted().isEmpty()
                ? OptionalLong.of(record.session())
                : OptionalLong.empty();
    }

    private Txn txn() throws CorruptException {
        if (decoded == null) {
            decoded = DecodedTxn.of(record).txn();
        }
        return decoded;
    }
}
