package dev.keepsake.checkup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** Reads documents that may be large a piece at a time: one item of a list is in memory, never the list. */
final class JsonItems {

    private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory());

    /** What of an item is long and asked for by nobody. */
    private static final Set<String> SKIPPED = Set.of(
            "tasks",
            "completed_tasks",
            "unreachable_tasks",
            "pending_tasks",
            "executors",
            "completed_executors",
            "offers",
            "versionInfo",
            "deployments");

    /** Takes an item of a list. */
    @FunctionalInterface
    interface Step {
        void at(String list, JsonNode item) throws IOException;
    }

    private JsonItems() {}

    /** Shows each item of the lists with these names at the top, and gives what stands at the top beside lists. */
    static ObjectNode top(Content document, Set<String> lists, Step step) throws IOException {
        try (InputStream in = document.open();
                JsonParser parser = MAPPER.createParser(in)) {
            ObjectNode top = MAPPER.createObjectNode();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptException("a document that should be a JSON object is none");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    items(parser, name, lists.contains(name), step);
                } else {
                    top.set(name, shortened(parser));
                }
            }
            return top;
        } catch (JsonProcessingException e) {
            throw new CorruptException("a document is not the JSON it should be: " + e.getOriginalMessage());
        }
    }

    private static void items(JsonParser parser, String list, boolean wanted, Step step) throws IOException {
        if (!wanted) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new CorruptException("a document is cut in its list '" + list + "'");
            }
            step.at(list, shortened(parser));
        }
    }

    /** An item without what is skipped. */
    private static JsonNode shortened(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return parser.readValueAsTree();
        }
        ObjectNode item = MAPPER.createObjectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (SKIPPED.contains(name)) {
                parser.skipChildren();
            } else {
                item.set(name, parser.readValueAsTree());
            }
        }
        return item;
    }

    /** Shows each app and pod of a group and of all groups below it. */
    static void apps(Content groups, Step step) throws IOException {
        try (InputStream in = groups.open();
                JsonParser parser = MAPPER.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptException("Marathon's root group is no JSON object");
            }
            group(parser, step);
        } catch (JsonProcessingException e) {
            throw new CorruptException("Marathon's groups are not the JSON they should be: " + e.getOriginalMessage());
        }
    }

    /** Deep groups are bounded by the parser, which reads no more than a thousand levels. */
    private static void group(JsonParser parser, Step step) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && List.of("apps", "pods").contains(name)) {
                items(parser, name, true, step);
            } else if (value == JsonToken.START_ARRAY && name.equals("groups")) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    group(parser, step);
                }
            } else {
                parser.skipChildren();
            }
        }
    }
}
