package dev.keepsake.mesos;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Kinds of protobuf messages, by the numbers of their fields. They are written down as text, a line for each: the name of
 * the kind, a colon, and its fields as {@code number name type} between commas. A type is one of the scalars, the name of
 * a kind, or the names of an enumeration such as {@code (0 NO, 1 YES)}, which may not hold commas and so uses {@code |}.
 * {@code *} before it says that there may be many, {@code %} that it is a map from text; {@code =} behind it gives what is
 * shown when the field is not there.
 */
final class Schema {

    private final Map<String, Map<Integer, Spec>> kinds = new HashMap<>();

    /** What a field holds. */
    enum Type {
        TEXT,
        BASE64,
        SIGNED,
        UNSIGNED,
        DOUBLE,
        FLAG,
        ENUMERATION,
        MESSAGE
    }

    /**
     * One field.
     *
     * @param kind of a message within
     * @param names of an enumeration
     * @param otherwise what is shown when it is not there
     */
    record Spec(
            String name,
            Type type,
            boolean repeated,
            boolean map,
            String kind,
            Map<Integer, String> names,
            Optional<String> otherwise) {}

    Schema(String text) {
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                int colon = line.indexOf(':');
                kinds.put(line.substring(0, colon).strip(), fields(line.substring(colon + 1)));
            }
        }
    }

    private static Map<Integer, Spec> fields(String text) {
        Map<Integer, Spec> fields = new LinkedHashMap<>();
        for (String field : text.split(",", -1)) {
            if (!field.isBlank()) {
                String[] words = field.strip().split(" ", 3);
                fields.put(Integer.parseInt(words[0]), spec(words[1], words[2]));
            }
        }
        return fields;
    }

    private static Spec spec(String name, String text) {
        boolean repeated = text.startsWith("*");
        boolean map = text.startsWith("%");
        String rest = repeated || map ? text.substring(1) : text;
        int equals = rest.indexOf('=');
        Optional<String> otherwise = equals < 0 ? Optional.empty() : Optional.of(rest.substring(equals + 1));
        String type = equals < 0 ? rest : rest.substring(0, equals);
        Map<Integer, String> names = new HashMap<>();
        if (type.startsWith("(")) {
            for (String value : type.substring(1, type.length() - 1).split("\\|", -1)) {
                String[] words = value.strip().split(" ", 2);
                names.put(Integer.parseInt(words[0]), words[1]);
            }
        }
        return new Spec(name, type(type), repeated, map, type, Map.copyOf(names), otherwise);
    }

    private static Type type(String text) {
        return switch (text) {
            case "string" -> Type.TEXT;
            case "bytes" -> Type.BASE64;
            case "int" -> Type.SIGNED;
            case "uint" -> Type.UNSIGNED;
            case "double" -> Type.DOUBLE;
            case "bool" -> Type.FLAG;
            default -> text.startsWith("(") ? Type.ENUMERATION : Type.MESSAGE;
        };
    }

    /** The fields of a kind, by number. */
    Map<Integer, Spec> fields(Spec message) {
        return ofKind(message.kind());
    }

    Map<Integer, Spec> ofKind(String kind) {
        Map<Integer, Spec> fields = kinds.get(kind);
        if (fields == null) {
            throw new IllegalArgumentException("there is no kind '" + kind + "' in this schema");
        }
        return fields;
    }
}
