package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What a replica knows of one position of the log.
 *
 * @param promised the proposal that it promised to wait for
 * @param performed the proposal under which it wrote the value; none when it only promised
 * @param learned whether it knows that a quorum wrote the value
 * @param bytes what an APPEND appends; else empty
 * @param to what a TRUNCATE keeps from; else 0
 * @param tombstone whether a NOP stands for something truncated
 * @param raw the record as the replica has it
 */
@SuppressWarnings("ArrayRecordComponent") // values are compared by hasValueOf, never by equals
record Action(
        long position,
        long promised,
        Optional<Long> performed,
        boolean learned,
        Optional<Kind> kind,
        byte[] bytes,
        long to,
        boolean tombstone,
        byte[] raw) {

    private static final int RECORD = 2;
    private static final int RECORD_TYPE = 1;
    private static final int RECORD_ACTION = 3;
    private static final int POSITION = 1;
    private static final int PROMISED = 2;
    private static final int PERFORMED = 3;
    private static final int LEARNED = 4;
    private static final int TYPE = 5;

    /** What is written at a position. */
    enum Kind {
        /** Nothing. */
        NOP(1, 6),
        /** Bytes of whoever owns the log. */
        APPEND(2, 7),
        /** That everything before some position is no longer needed. */
        TRUNCATE(3, 8);

        private final int number;
        private final int field;

        Kind(int number, int field) {
            this.number = number;
            this.field = field;
        }
    }

    /** Reads the record under a key. */
    static Action parse(long position, byte[] raw, String name) throws CorruptException {
        Message record = Message.parse(raw, name);
        if (record.requiredNumber(RECORD_TYPE) != RECORD) {
            throw new CorruptException(name + ": a record of type " + record.requiredNumber(RECORD_TYPE)
                    + " under the key of position " + position);
        }
        Message action = record.required(RECORD_ACTION);
        if (action.requiredNumber(POSITION) != position) {
            throw new CorruptException(name + ": the record under the key of position " + position + " is of position "
                    + Long.toUnsignedString(action.requiredNumber(POSITION)));
        }
        Optional<Kind> kind = kind(action);
        boolean learned = action.number(LEARNED).orElse(0L) != 0;
        Optional<Long> performed = action.number(PERFORMED);
        if ((learned || performed.isPresent()) && kind.isEmpty()) {
            throw new CorruptException(name + ": position " + position + " was written, but it is not said what");
        }
        Optional<Message> value = kind.isPresent() ? Optional.of(action.required(kind.get().field)) : Optional.empty();
        boolean append = kind.equals(Optional.of(Kind.APPEND));
        boolean truncate = kind.equals(Optional.of(Kind.TRUNCATE));
        boolean nop = kind.equals(Optional.of(Kind.NOP));
        return new Action(
                position,
                number(action, PROMISED),
                performed,
                learned,
                kind,
                append ? value.orElseThrow().requiredBytes(1) : new byte[0],
                truncate ? number(value.orElseThrow(), 1) : 0,
                nop && value.orElseThrow().number(1).orElse(0L) != 0,
                raw);
    }

    private static long number(Message message, int field) throws CorruptException {
        long value = message.requiredNumber(field);
        if (value < 0) {
            throw new CorruptException(
                    message.name() + ": field " + field + " is beyond all bounds: " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static Optional<Kind> kind(Message action) throws CorruptException {
        Optional<Long> type = action.number(TYPE);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.number == type.get()) {
                return Optional.of(kind);
            }
        }
        throw new CorruptException(action.name() + ": an action of the unknown type " + type.get());
    }

    /** A new one that every replica knows of. */
    static Action learned(long position, long proposal, Kind kind, byte[] value, String name) throws CorruptException {
        byte[] action = new Message.Builder()
                .number(POSITION, position)
                .number(PROMISED, proposal)
                .number(PERFORMED, proposal)
                .number(LEARNED, 1)
                .number(TYPE, kind.number)
                .bytes(kind.field, value)
                .build();
        return parse(position, record(action), name);
    }

    private static byte[] record(byte[] action) {
        return new Message.Builder()
                .number(RECORD_TYPE, RECORD)
                .bytes(RECORD_ACTION, action)
                .build();
    }

    /** The same, as a replica writes it that was told that a quorum has it. */
    Action asLearned(String name) throws CorruptException {
        Message action = Message.parse(raw, name).required(RECORD_ACTION);
        byte[] rest = action.without(Set.of(POSITION, PROMISED, PERFORMED, LEARNED));
        long proposal = performed.orElseThrow();
        byte[] known = new Message.Builder()
                .number(POSITION, position)
                .number(PROMISED, Math.max(promised, proposal))
                .number(PERFORMED, proposal)
                .number(LEARNED, 1)
                .raw(rest)
                .build();
        return parse(position, record(known), name);
    }

    boolean isNop() {
        return kind.equals(Optional.of(Kind.NOP));
    }

    boolean isAppend() {
        return kind.equals(Optional.of(Kind.APPEND));
    }

    /** Whether the same is written. */
    boolean hasValueOf(Action other) {
        return kind.equals(other.kind) && to == other.to && Arrays.equals(bytes, other.bytes);
    }

    /** Where the log begins for whoever has learned this: everything before it is truncated. */
    long beginsAt() {
        if (!learned) {
            return 0;
        }
        return tombstone ? position + 1 : to;
    }

    /** The value in words, without its content. */
    String inWords() {
        if (isAppend()) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return "APPEND of " + bytes.length + " bytes with CRC "
                    + HexFormat.of().toHexDigits((int) crc.getValue());
        }
        return kind.map(Kind::name).orElse("a promise") + (kind.equals(Optional.of(Kind.TRUNCATE)) ? " to " + to : "");
    }

    @Override
    public String toString() {
        return "position " + position + ": " + inWords();
    }
}
