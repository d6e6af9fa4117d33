package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.mesos.leveldb.Cursor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A protobuf message as its fields, in the order they stand in; known ones and others. */
final class Message {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    /** Ten times what a registry of 100,000 agents has in one message; each takes some dozens of bytes of memory. */
    private static final int MAX_FIELDS = 1_000_000;

    private final byte[] bytes;
    private final String name;
    private final List<Field> fields = new ArrayList<>();

    /**
     * One field.
     *
     * @param value a number's bits; 0 for bytes
     * @param bytes of a text, of bytes or of a message within; empty for a number
     * @param from where it begins in its message
     * @param to where it ends
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Field(int number, int wire, long value, byte[] bytes, int from, int to) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private Message(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
    }

    /** Reads all of the bytes; the name is for messages. */
    static Message parse(byte[] bytes, String name) throws CorruptException {
        Message message = new Message(bytes, name);
        Cursor in = new Cursor(bytes, name);
        while (in.hasMore()) {
            if (message.fields.size() == MAX_FIELDS) {
                throw in.corrupt("more than " + MAX_FIELDS + " fields");
            }
            message.fields.add(field(in));
        }
        return message;
    }

    private static Field field(Cursor in) throws CorruptException {
        int from = in.position();
        long tag = in.varint();
        int wire = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > 0x1fffffff) {
            throw in.corrupt("a field with the number " + (tag >>> 3));
        }
        byte[] content = {};
        long value = 0;
        switch (wire) {
            case VARINT -> value = in.varint();
            case FIXED64 -> value = in.fixed64();
            case BYTES -> content = in.prefixed();
            case FIXED32 -> value = in.fixed32() & 0xffffffffL;
            default -> throw in.corrupt("a field of the unknown kind " + wire);
        }
        return new Field((int) (tag >>> 3), wire, value, content, from, in.position());
    }

    List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }

    /** The field with this number; the last one counts, as the format says. */
    Optional<Field> field(int number) {
        Optional<Field> found = Optional.empty();
        for (Field field : fields) {
            found = field.number() == number ? Optional.of(field) : found;
        }
        return found;
    }

    /** A number that may be missing. */
    Optional<Long> number(int number) throws CorruptException {
        Optional<Field> field = field(number);
        if (field.isPresent()) {
            require(field.get(), VARINT);
        }
        return field.map(Field::value);
    }

    long requiredNumber(int number) throws CorruptException {
        Optional<Long> value = number(number);
        if (value.isEmpty()) {
            throw missing(number);
        }
        return value.get();
    }

    byte[] requiredBytes(int number) throws CorruptException {
        Optional<Field> field = field(number);
        if (field.isEmpty()) {
            throw missing(number);
        }
        require(field.get(), BYTES);
        return field.get().bytes();
    }

    /** The message within this one that must be there. */
    Message required(int number) throws CorruptException {
        return parse(requiredBytes(number), name);
    }

    /** The same message without some fields; every other byte is kept. */
    byte[] without(Set<Integer> numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Field field : fields) {
            if (!numbers.contains(field.number())) {
                out.write(bytes, field.from(), field.to() - field.from());
            }
        }
        return out.toByteArray();
    }

    String name() {
        return name;
    }

    private void require(Field field, int wire) throws CorruptException {
        if (field.wire() != wire) {
            throw new CorruptException(name + ": field " + field.number() + " is of kind " + field.wire()
                    + " instead of " + wire + ", at byte " + field.from());
        }
    }

    private CorruptException missing(int number) {
        return new CorruptException(name + ": field " + number + " is missing");
    }

    /** Writes a message field by field. */
    static final class Builder {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Builder number(int number, long value) {
            varint((long) number << 3 | VARINT);
            varint(value);
            return this;
        }

        Builder fixed64(int number, long value) {
            varint((long) number << 3 | FIXED64);
            out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
            return this;
        }

        Builder bytes(int number, byte[] value) {
            varint((long) number << 3 | BYTES);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        /** Fields that are there already, byte for byte. */
        Builder raw(byte[] fields) {
            out.writeBytes(fields);
            return this;
        }

        byte[] build() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
                out.write((int) (rest & 0x7f) | 0x80);
            }
            out.write((int) rest);
        }
    }

    @Override
    public String toString() {
        return name + Arrays.toString(fields.stream().mapToInt(Field::number).toArray());
    }
}
