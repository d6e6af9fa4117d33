package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is different between a thing as it is and as the backup has it, in lines that a person can read. */
final class Differences {

    private static final int SHOWN = 80;
    // values of these are passwords often enough
    private static final Set<String> HIDDEN = Set.of("env", "environment", "environmentVariables");

    private final List<String> lines = new ArrayList<>();

    private Differences() {}

    /**
     * Compares two canonical specifications.
     *
     * @param known the fields that the backup's system knew: another one may only be there because the system is newer
     */
    static List<String> of(ObjectNode present, ObjectNode wanted, Set<String> known) {
        Differences differences = new Differences();
        TreeSet<String> fields = new TreeSet<>();
        wanted.fieldNames().forEachRemaining(fields::add);
        present.fieldNames().forEachRemaining(field -> {
            if (known.contains(field)) {
                fields.add(field);
            }
        });
        for (String field : fields) {
            differences.compare(field, HIDDEN.contains(field), present.path(field), wanted.path(field));
        }
        return differences.lines;
    }

    private void compare(String path, boolean hidden, JsonNode present, JsonNode wanted) {
        if (present.equals(wanted)) {
            return;
        }
        if (present.isObject() && wanted.isObject()) {
            TreeSet<String> fields = new TreeSet<>();
            present.fieldNames().forEachRemaining(fields::add);
            wanted.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                boolean hide = hidden || HIDDEN.contains(field);
                compare(path + "." + field, hide, present.path(field), wanted.path(field));
            }
        } else if (present.isArray() && wanted.isArray() && present.size() == wanted.size()) {
            for (int i = 0; i < wanted.size(); i++) {
                compare(path + "[" + i + "]", hidden, present.path(i), wanted.path(i));
            }
        } else {
            lines.add(path + ": " + shown(present, hidden) + " -> " + shown(wanted, hidden));
        }
    }

    private static String shown(JsonNode node, boolean hidden) {
        if (node instanceof MissingNode) {
            return "(not set)";
        }
        if (hidden) {
            return "(not shown)";
        }
        String text = node.isNumber() ? Json.plain(node) : node.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
