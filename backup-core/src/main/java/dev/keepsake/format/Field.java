package dev.keepsake.format;

import java.util.List;

/**
 * A field of a message.
 *
 * @param type {@code text}, {@code bytes}, {@code int}, {@code bool}, {@code double}, the name of a message, or
 *     {@code enum}
 * @param words of an enum: what its numbers mean, from 0 on; an empty word where a number is not used
 * @param repeated whether it may come several times
 */
record Field(String name, String type, List<String> words, boolean repeated) {

    /** Keeps its own copy. */
    Field {
        words = List.copyOf(words);
    }

    /** Takes what stands behind the colon of a description. */
    static Field of(String name, String description) {
        boolean repeated = description.endsWith("*");
        String type = repeated ? description.substring(0, description.length() - 1) : description;
        return type.contains("|")
                ? new Field(name, "enum", List.of(type.split("\\|", -1)), repeated)
                : new Field(name, type, List.of(), repeated);
    }
}
