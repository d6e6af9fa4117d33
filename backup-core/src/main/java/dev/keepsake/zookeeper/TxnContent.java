package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Deed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a record does, as places in its bytes; used again for the next record. The replay takes it from here; for everybody
 * else there are values, {@link #values}.
 */
final class TxnContent {

    /** So many parts are kept for the next record, and no more. */
    private static final int KEPT = 1024;

    /** The record's own; of a multi, its parts have theirs. */
    int type;

    /** Of a multi, that a part of it failed, so that none takes effect. */
    boolean failed;

    /** Of a session's end, that its parts name all znodes that go with it. */
    boolean listed;

    /** A session's time-out, or an error. */
    int number;

    @Nullable
    TxnDigest digest;

    private byte[] bytes = ZnodeBytes.NOTHING;
    private final List<TxnPart> parts = new ArrayList<>();
    private int count;

    void begin(LogRecord record) {
        if (count > KEPT) {
            parts.subList(KEPT, parts.size()).clear();
        }
        type = record.type();
        bytes = record.payload();
        failed = false;
        listed = false;
        number = 0;
        digest = null;
        count = 0;
    }

    TxnPart add(int partType) {
        if (count == parts.size()) {
            parts.add(new TxnPart());
        }
        TxnPart part = parts.get(count++);
        part.type = partType;
        return part;
    }

    int parts() {
        return count;
    }

    TxnPart part(int number) {
        return parts.get(number);
    }

    /** The record as a value. */
    DecodedTxn values() {
        return new DecodedTxn(value(), Optional.ofNullable(digest));
    }

    /** The parts in words; none when they failed. */
    List<Deed> deeds() {
        return failed || type == TxnType.ERROR
                ? List.of()
                : parts.subList(0, count).stream()
                        .map(part -> new Deed(TxnType.word(part.type), path(part)))
                        .toList();
    }

    private Txn value() {
        return switch (type) {
            case TxnType.MULTI -> new Txn.Multi(partValues());
            case TxnType.CREATE_SESSION -> new Txn.CreateSession(number);
            case TxnType.CLOSE_SESSION ->
                new Txn.CloseSession(
                        listed
                                ? Optional.of(parts.subList(0, count).stream()
                                        .map(TxnContent::path)
                                        .toList())
                                : Optional.empty());
            case TxnType.ERROR -> new Txn.Failed(number);
            default -> value(parts.get(0));
        };
    }

    private List<Txn> partValues() {
        List<Txn> values = new ArrayList<>();
        for (TxnPart part : parts.subList(0, count)) {
            values.add(value(part));
        }
        return values;
    }

    private Txn value(TxnPart part) {
        String path = path(part);
        return switch (part.type) {
            case TxnType.DELETE, TxnType.DELETE_CONTAINER -> new Txn.Delete(path);
            case TxnType.SET_DATA, TxnType.RECONFIG -> new Txn.SetData(path, data(part), part.number);
            case TxnType.SET_ACL ->
                new Txn.SetAcl(path, AccessLists.decode(bytes, part.aclFrom, part.aclLength), part.number);
            case TxnType.CHECK -> new Txn.Check(path, part.number);
            case TxnType.ERROR -> new Txn.Failed(part.number);
            default -> create(part, path);
        };
    }

    private Txn create(TxnPart part, String path) {
        Txn.Lifetime lifetime = switch (part.type) {
            case TxnType.CREATE_CONTAINER -> Txn.Lifetime.CONTAINER;
            case TxnType.CREATE_TTL -> Txn.Lifetime.TTL;
            default -> part.ephemeral ? Txn.Lifetime.EPHEMERAL : Txn.Lifetime.PERSISTENT;
        };
        List<Acl> acl = AccessLists.decode(bytes, part.aclFrom, part.aclLength);
        return new Txn.Create(path, data(part), acl, part.number, lifetime, part.ttlMillis);
    }

    private byte @Nullable [] data(TxnPart part) {
        return part.dataLength < 0 ? null : Arrays.copyOfRange(bytes, part.dataFrom, part.dataFrom + part.dataLength);
    }

    private static String path(TxnPart part) {
        return part.pathLength == 0
                ? "/"
                : new String(part.path, part.pathFrom, part.pathLength, StandardCharsets.UTF_8);
    }
}
