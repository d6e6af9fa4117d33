package dev.keepsake.agent.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status as HTTP numbers it
 * @param type of the body
 * @param headers besides those that every answer has
 */
record Answer(int status, String type, String body, Map<String, String> headers) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    static final String HTML = "text/html; charset=utf-8";
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";

    /** Keeps its own copy. */
    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer page(int status, Element html) {
        return new Answer(status, HTML, "<!DOCTYPE html>\n" + html.markup() + "\n", Map.of());
    }

    static Answer json(int status, JsonNode node) {
        try {
            return new Answer(
                    status, JSON, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n", Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }

    static Answer text(int status, String body) {
        return new Answer(status, TEXT, body, Map.of());
    }

    /** Sends a browser on, to be asked with GET. */
    static Answer goTo(String path) {
        return new Answer(303, TEXT, "", Map.of("Location", path));
    }

    /** The same with one more header. */
    Answer with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, type, body, more);
    }
}
