package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MessageTemplateTest {

    private static final String HOSTILE = "\", \"event\": \"over\"}\n{alarm} \\ \u0000 <!channel> & $1";

    @Test
    void whatFillsAPlaceStaysOneText() throws Exception {
        MessageTemplate template = MessageTemplate.parse(
                "{\"event\": \"{event}\", \"deep\": [{\"why\": \"{alarm}: {reason}\"}]}", WebhookConfig.Format.JSON);

        JsonNode sent = json(template, Map.of("event", "alarm", "alarm", "stale", "reason", HOSTILE));

        assertThat(sent.get("event").textValue()).isEqualTo("alarm");
        assertThat(sent.at("/deep/0/why").textValue()).isEqualTo("stale: " + HOSTILE);
    }

    @Test
    void inAChatNobodyIsCalledAndNothingBecomesALink() throws Exception {
        MessageTemplate template = MessageTemplate.parse("*{alarm}* {reason}", WebhookConfig.Format.SLACK);

        JsonNode sent = json(template, Map.of("alarm", "stale", "reason", HOSTILE));

        assertThat(sent.size()).isEqualTo(1);
        assertThat(sent.get("text").textValue())
                .startsWith("*stale* ")
                .contains("&lt;!channel&gt; &amp; $1", "{alarm}")
                .doesNotContain("<", ">");
    }

    @Test
    void theDefaultsAreWhatTheySay() throws Exception {
        assertThat(json(MessageTemplate.parse(MessageTemplate.JSON, WebhookConfig.Format.JSON), Map.of("at", "now"))
                        .fieldNames())
                .toIterable()
                .containsExactly("version", "event", "cluster", "node", "alarm", "reason", "since", "at");
        assertThat(json(MessageTemplate.parse(MessageTemplate.SLACK, WebhookConfig.Format.SLACK), Map.of())
                        .size())
                .isEqualTo(1);
    }

    private static JsonNode json(MessageTemplate template, Map<String, String> values) throws Exception {
        return new ObjectMapper().readTree(template.body(values));
    }
}
