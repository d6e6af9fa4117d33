package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A number of ten bytes can have more zeros than there is memory. */
final class HugeNumberTest {

    @Test
    void aNumberIsShownWithoutMoreZerosThanStandThere() throws IOException {
        JsonNode app = Json.read(
                "{\"cpus\":1e999999999,\"mem\":0.10,\"instances\":20}".getBytes(StandardCharsets.UTF_8), "it");

        assertThat(Highlights.of(app)).containsExactly("instances: 20", "cpus: 1E+999999999", "mem: 0.10");
        assertThat(Differences.of(Json.MAPPER.createObjectNode(), Canonical.of((ObjectNode) app), Set.of()))
                .contains("cpus: (not set) -> 1E+999999999", "mem: (not set) -> 0.1", "instances: (not set) -> 20");
    }
}
