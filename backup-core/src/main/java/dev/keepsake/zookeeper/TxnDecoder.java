package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.zookeeper.Txn.Lifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes one record, whatever the kind of its transaction and the version of the server. */
final class TxnDecoder {

    private static final int HEADER_LENGTH = 32;
    private static final int DIGEST_LENGTH = 12;
    private static final int CVERSION_NOT_WRITTEN = -1;

    private final LogRecord record;

    TxnDecoder(LogRecord record) {
        this.record = record;
    }

    DecodedTxn decode() throws CorruptException {
        byte[] payload = record.payload();
        if (payload.length < HEADER_LENGTH) {
            throw new CorruptException("transaction " + record.zxid() + ": expected a header of " + HEADER_LENGTH
                    + " bytes, found a record of " + payload.length);
        }

        JuteReader in = new JuteReader(record.zxid(), payload, HEADER_LENGTH, payload.length);
        Txn txn = body(in);
        return new DecodedTxn(txn, digest(in));
    }

    private Txn body(JuteReader in) throws CorruptException {
        return switch (record.type()) {
            case TxnType.CREATE_SESSION -> new Txn.CreateSession(in.readInt());
            case TxnType.CLOSE_SESSION -> closeSession(in);
            case TxnType.MULTI -> multi(in);
            case TxnType.RECONFIG -> setData(in);
            case TxnType.SET_ACL -> new Txn.SetAcl(in.readPath(), acl(in), in.readInt());
            case TxnType.ERROR -> failed(in);
            default -> simple(record.type(), in);
        };
    }

    /** The kinds that look the same alone and within a multi. */
    private static Txn simple(int type, JuteReader in) throws CorruptException {
        return switch (type) {
            case TxnType.CREATE, TxnType.CREATE2 -> create(in);
            case TxnType.DELETE, TxnType.DELETE_CONTAINER -> new Txn.Delete(in.readPathBelowRoot());
            case TxnType.SET_DATA -> setData(in);
            case TxnType.CHECK -> new Txn.Check(in.readPath(), in.readInt());
            case TxnType.CREATE_CONTAINER -> createContainer(in);
            case TxnType.CREATE_TTL -> createTtl(in);
            default -> throw in.corrupt("a transaction of unknown type " + type);
        };
    }

    private static Txn setData(JuteReader in) throws CorruptException {
        return new Txn.SetData(in.readPath(), in.readBuffer(), in.readInt());
    }

    private static Txn create(JuteReader in) throws CorruptException {
        String path = in.readPathBelowRoot();
        byte @Nullable [] data = in.readBuffer();
        List<Acl> acl = acl(in);
        Lifetime lifetime = in.readBoolean() ? Lifetime.EPHEMERAL : Lifetime.PERSISTENT;
        int parentCversion = in.remaining() < Integer.BYTES ? CVERSION_NOT_WRITTEN : in.readInt();
        return new Txn.Create(path, data, acl, parentCversion, lifetime, 0);
    }

    private static Txn createContainer(JuteReader in) throws CorruptException {
        return new Txn.Create(in.readPathBelowRoot(), in.readBuffer(), acl(in), in.readInt(), Lifetime.CONTAINER, 0);
    }

    private static Txn createTtl(JuteReader in) throws CorruptException {
        String path = in.readPathBelowRoot();
        byte @Nullable [] data = in.readBuffer();
        List<Acl> acl = acl(in);
        int parentCversion = in.readInt();
        long ttl = in.readLong();
        if (ttl <= 0 || ttl > Owner.MAX_TTL_MILLIS) {
            throw in.corrupt("expected a time to live of 1 to " + Owner.MAX_TTL_MILLIS + " ms, found " + ttl);
        }

        return new Txn.Create(path, data, acl, parentCversion, Lifetime.TTL, ttl);
    }

    private static List<Acl> acl(JuteReader in) throws CorruptException {
        int count = in.readCount(12);
        if (count < 0) {
            return Acl.OPEN; // ZooKeeper, too, takes a missing list for the open one
        }

        List<Acl> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Acl(in.readInt(), in.readString(), in.readString()));
        }
        return entries;
    }

    private static Txn multi(JuteReader in) throws CorruptException {
        int count = in.readCount(8);
        if (count < 0) {
            throw in.corrupt("a multi without a list of parts");
        }

        List<Txn> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int type = in.readInt();
            parts.add(part(type, in.slice(in.readInt())));
        }
        return new Txn.Multi(parts);
    }

    private static Txn part(int type, JuteReader in) throws CorruptException {
        if (type == TxnType.ERROR) {
            // a server may log a multi whose parts it has re-typed, so that a failed one still holds what was asked for
            return new Txn.Failed(in.readInt());
        }

        Txn part = simple(type, in);
        if (in.remaining() != 0) {
            throw in.corrupt(in.remaining() + " bytes left over after a multi's part of type " + type);
        }

        return part;
    }

    /** Whatever follows the error changes nothing, so that it's no reason to stop a restore. */
    private static Txn failed(JuteReader in) throws CorruptException {
        Txn failed = new Txn.Failed(in.readInt());
        if (in.remaining() != DIGEST_LENGTH) {
            in.skipRest();
        }
        return failed;
    }

    /**
     * Servers before 3.6, and later ones by a setting, write no body here; then a digest may follow at once. Its twelve
     * bytes begin with its version, 2, which can't begin a list of that length, for two paths need more.
     */
    private static Txn closeSession(JuteReader in) throws CorruptException {
        boolean digestOnly = in.remaining() == DIGEST_LENGTH && in.peekInt() == TxnDigest.COMPARABLE;
        int count = in.remaining() == 0 || digestOnly ? -1 : in.readCount(4);
        if (count < 0) {
            return new Txn.CloseSession(Optional.empty());
        }

        List<String> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paths.add(in.readPathBelowRoot());
        }
        return new Txn.CloseSession(Optional.of(paths));
    }

    private Optional<TxnDigest> digest(JuteReader in) throws CorruptException {
        if (in.remaining() == 0) {
            return Optional.empty();
        }
        if (in.remaining() != DIGEST_LENGTH) {
            throw in.corrupt(in.remaining() + " bytes left over after a body of type " + record.type()
                    + ", expected a digest of " + DIGEST_LENGTH + " or none");
        }

        return Optional.of(new TxnDigest(in.readInt(), in.readLong()));
    }
}
