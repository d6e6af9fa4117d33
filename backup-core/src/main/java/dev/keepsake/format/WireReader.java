package dev.keepsake.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message of Protocol Buffers by its wire format. Bytes that cannot be that message give nothing; a field that
 * is not known is shown by its number.
 */
final class WireReader {

    private static final int MAX_DEPTH = 20;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** The bytes are not what they were taken for. */
    private static final class NotThisException extends Exception {

        private static final long serialVersionUID = 1;
    }

    private WireReader() {}

    /** The message, if the bytes are one; no bytes are none. */
    static Optional<ObjectNode> read(String message, byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(message(message, ByteBuffer.wrap(bytes), 0));
        } catch (NotThisException | BufferUnderflowException | CharacterCodingException other) {
            return Optional.empty();
        }
    }

    private static ObjectNode message(String message, ByteBuffer in, int depth)
            throws NotThisException, CharacterCodingException {
        require(depth < MAX_DEPTH);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Map<Integer, Field> fields = Messages.fields(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            require(tag >>> 3 > 0 && tag >>> 3 <= 1 << 29);
            int number = (int) (tag >>> 3);
            Field field = fields.get(number);
            int wire = (int) (tag & 7);
            if (field == null) {
                put(node, "field " + number, unknown(wire, in), false);
            } else if (wire == BYTES && isNumber(field) && field.repeated()) {
                packed(node, field, piece(in));
            } else {
                put(node, field.name(), value(field, wire, in, depth), field.repeated());
            }
        }
        return node;
    }

    private static boolean isNumber(Field field) {
        return field.type().equals("int") || field.type().equals("enum");
    }

    private static void packed(ObjectNode node, Field field, ByteBuffer in) throws NotThisException {
        while (in.hasRemaining()) {
            put(node, field.name(), number(field, varint(in)), true);
        }
    }

    /** A field that comes again although it should not becomes a list, so that nothing is hidden. */
    private static void put(ObjectNode node, String name, JsonNode value, boolean repeated) {
        JsonNode there = node.get(name);
        if (there instanceof ArrayNode array) {
            array.add(value);
        } else if (repeated || there != null) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            if (there != null) {
                array.add(there);
            }
            node.set(name, array.add(value));
        } else {
            node.set(name, value);
        }
    }

    private static JsonNode value(Field field, int wire, ByteBuffer in, int depth)
            throws NotThisException, CharacterCodingException {
        JsonNodeFactory make = JsonNodeFactory.instance;
        switch (field.type()) {
            case "int", "enum", "bool" -> {
                require(wire == VARINT);
                return number(field, varint(in));
            }
            case "double" -> {
                require(wire == FIXED64);
                return make.numberNode(in.order(ByteOrder.LITTLE_ENDIAN).getDouble());
            }
            case "text" -> {
                require(wire == BYTES);
                return make.textNode(
                        StandardCharsets.UTF_8.newDecoder().decode(piece(in)).toString());
            }
            case "bytes" -> {
                require(wire == BYTES);
                return make.textNode(hex(piece(in)));
            }
            default -> {
                require(wire == BYTES);
                return message(field.type(), piece(in), depth + 1);
            }
        }
    }

    private static JsonNode number(Field field, long value) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (field.type().equals("bool")) {
            return make.booleanNode(value != 0);
        }
        boolean word = value >= 0 && value < field.words().size();
        return word && !field.words().get((int) value).isEmpty()
                ? make.textNode(field.words().get((int) value))
                : make.numberNode(value);
    }

    private static JsonNode unknown(int wire, ByteBuffer in) throws NotThisException {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (wire) {
            case VARINT -> make.numberNode(varint(in));
            case FIXED64 ->
                make.textNode("0x"
                        + Long.toHexString(in.order(ByteOrder.LITTLE_ENDIAN).getLong()));
            case FIXED32 ->
                make.textNode("0x"
                        + Integer.toHexString(in.order(ByteOrder.LITTLE_ENDIAN).getInt()));
            case BYTES -> textOrHex(piece(in));
            default -> throw new NotThisException();
        };
    }

    private static JsonNode textOrHex(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.duplicate().get(bytes);
        @Nullable String text = PlainText.of(bytes).orElse(null);
        return JsonNodeFactory.instance.textNode(text == null ? hex(piece) : text);
    }

    private static String hex(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static ByteBuffer piece(ByteBuffer in) throws NotThisException {
        long length = varint(in);
        require(length >= 0 && length <= in.remaining());
        ByteBuffer piece = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return piece;
    }

    private static long varint(ByteBuffer in) throws NotThisException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new NotThisException();
    }

    private static void require(boolean sound) throws NotThisException {
        if (!sound) {
            throw new NotThisException();
        }
    }
}
