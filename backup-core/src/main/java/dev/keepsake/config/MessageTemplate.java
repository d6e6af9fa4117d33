package dev.keepsake.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.config.Format.BadValueException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message with places to be filled: {@code {cluster}} and others. Whatever fills them stays a text, so that a reason that
 * a stranger had a say in adds nothing to the document around it.
 */
public final class MessageTemplate {

    /** What can be filled in. */
    public static final List<String> PLACES = List.of("event", "cluster", "node", "alarm", "reason", "since", "at");

    static final String JSON =
            "{\"version\": 1, \"event\": \"{event}\", \"cluster\": \"{cluster}\", \"node\": \"{node}\","
                    + " \"alarm\": \"{alarm}\", \"reason\": \"{reason}\", \"since\": \"{since}\", \"at\": \"{at}\"}";
    static final String SLACK = "{cluster}/{node}: {event} {alarm}: {reason}";

    private static final int LONGEST = 4_000;
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String text;
    private final WebhookConfig.Format format;

    private MessageTemplate(String text, WebhookConfig.Format format) {
        this.text = text;
        this.format = format;
    }

    static MessageTemplate parse(String text, WebhookConfig.Format format) throws BadValueException {
        if (text.length() > LONGEST) {
            throw new BadValueException("has more than " + LONGEST + " characters");
        }
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            String name = place.group(1);
            if (!PLACES.contains(name)) {
                throw new BadValueException("has a place {" + name + "} that nothing fills: "
                        + NearestMatch.of(name, PLACES)
                                .map(meant -> "did you mean {" + meant + "}?")
                                .orElse("known are {" + String.join("}, {", PLACES) + "}"));
            }
        }
        MessageTemplate template = new MessageTemplate(text, format);
        template.requireJson();
        return template;
    }

    /** A template of the program's own. */
    public static MessageTemplate ofJson(String text) {
        return new MessageTemplate(text, WebhookConfig.Format.JSON);
    }

    private void requireJson() throws BadValueException {
        Map<String, String> words = new HashMap<>();
        // what is a text alone where it stands in one
        PLACES.forEach(place -> words.put(place, "some words"));
        try {
            MAPPER.readTree(body(words));
        } catch (JsonProcessingException wrong) {
            throw new BadValueException("is not a JSON document: " + wrong.getOriginalMessage()
                    + "; places stand inside of texts, such as {\"summary\": \"{alarm}: {reason}\"}");
        }
    }

    /** The document to be sent; a place without a value is filled with nothing. */
    public String body(Map<String, String> values) {
        return format == WebhookConfig.Format.JSON
                ? filled(values, MessageTemplate::quoted)
                : "{\"text\":\"" + quoted(filled(values, MessageTemplate::plain)) + "\"}";
    }

    private interface Escape {
        String of(String value);
    }

    private String filled(Map<String, String> values, Escape escape) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(escape.of(values.getOrDefault(place.group(1), ""))));
    }

    private static String quoted(String value) {
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value));
    }

    /** Without what would be read as a link or a call for everybody. */
    private static String plain(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageTemplate that && text.equals(that.text) && format == that.format;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
