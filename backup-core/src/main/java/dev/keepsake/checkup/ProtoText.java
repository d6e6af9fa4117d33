package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The text form of protocol buffers, in which Mesos shows some of its flags; a name that stands twice becomes a list. */
final class ProtoText {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 16;

    private final String text;
    private int at;

    private ProtoText(String text) {
        this.text = text;
    }

    /** What it says; empty where it is no such text. */
    static Optional<ObjectNode> parse(String text) {
        ProtoText reading = new ProtoText(text);
        Optional<ObjectNode> message = reading.message(0);
        return reading.rest() ? Optional.empty() : message;
    }

    /** Whether something is left beside white space. */
    private boolean rest() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private boolean takes(char sign) {
        boolean there = rest() && text.charAt(at) == sign;
        at += there ? 1 : 0;
        return there;
    }

    private Optional<ObjectNode> message(int depth) {
        ObjectNode message = NODES.objectNode();
        while (depth < DEEPEST && rest() && text.charAt(at) != '}') {
            String name = word();
            Optional<? extends JsonNode> value = Optional.empty();
            if (takes(':')) {
                value = value();
            } else if (takes('{')) {
                value = message(depth + 1).filter(inner -> takes('}'));
            }
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            add(message, name, value.get());
        }
        return Optional.of(message);
    }

    private static void add(ObjectNode message, String name, JsonNode value) {
        JsonNode before = message.path(name);
        if (before instanceof ArrayNode several) {
            several.add(value);
        } else {
            message.set(
                    name,
                    before.isMissingNode()
                            ? value
                            : NODES.arrayNode().add(before).add(value));
        }
    }

    private String word() {
        int begin = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_-.+".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(begin, at);
    }

    /** Escapes within quotes stay as they are: nobody asks for such values. */
    private Optional<JsonNode> value() {
        if (!takes('"')) {
            String word = word();
            return word.isEmpty() ? Optional.empty() : Optional.of(NODES.textNode(word));
        }
        int begin = at;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at >= text.length() ? Optional.empty() : Optional.of(NODES.textNode(text.substring(begin, at++)));
    }
}
