package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What stands out of a thing that would be made. */
final class Highlights {

    private static final int SHOWN = 80;

    private Highlights() {}

    static List<String> of(JsonNode specification) {
        List<String> lines = new ArrayList<>();
        JsonNode image = specification.path("container").path("docker").path("image");
        add(lines, "image", image);
        for (String field : List.of(
                "cmd", "instances", "cpus", "mem", "dependencies", "enforceRole", "command", "schedule", "parents")) {
            add(lines, field, specification.path(field));
        }
        return lines;
    }

    private static void add(List<String> lines, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            String text = value.isNumber() ? Json.plain(value) : value.toString();
            lines.add(name + ": " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text));
        }
    }
}
