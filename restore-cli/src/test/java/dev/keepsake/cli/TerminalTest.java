package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void nothingThatAnAgentCallsItselfMovesTheCursor() throws IOException {
        JsonNode registry =
                JsonOutput.MAPPER.readTree("{\"master\":{\"info\":{\"hostname\":\"m\\u001b[2J\"}},\"slaves\":{"
                        + "\"slaves\":[{\"info\":{\"id\":{\"value\":\"S1\\r\\u202e\"},\"hostname\":\"caf\u00e9\"}}]}}");
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);

        new RegistryWords(out, registry).print();
        out.flush();

        assertThat(text.toString()).contains("m?[2J", "S1??", "caf\u00e9").doesNotContain("\u001b", "\r", "\u202e");
    }
}
