package dev.keepsake.config;

import java.util.List;

/** A YAML document as it was written, every part with its place; texts are not interpreted. */
sealed interface Yaml {

    /** Where it begins. */
    Position position();

    /** What it is, in words. */
    String kind();

    /** Text, a number, a word: whatever stands alone. */
    record Scalar(Position position, String text, boolean plain) implements Yaml {

        boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String kind() {
            return isNothing() ? "nothing" : "text";
        }
    }

    /** A list. */
    record Sequence(Position position, List<Yaml> items) implements Yaml {

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and values in the order of the file, repeated keys included. */
    record Mapping(Position position, List<Entry> entries) implements Yaml {

        @Override
        public String kind() {
            return "keys and values";
        }
    }

    /** One key with its value. */
    record Entry(Scalar key, Yaml value) {}
}
