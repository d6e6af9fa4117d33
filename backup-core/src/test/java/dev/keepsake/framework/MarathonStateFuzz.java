package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.testkit.FuzzTarget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What Marathon told of itself. What is taken is shown, compared with itself without a difference, and taken again. */
final class MarathonStateFuzz implements FuzzTarget {

    @Override
    public void take(byte[] input) throws IOException {
        JsonNode root = Json.read(input, "the document");
        MarathonState state = MarathonState.of(root, Optional.empty());
        MarathonState again = MarathonState.of(Json.read(Json.write(root), "the second"), Optional.empty());
        assertThat(again.apps().keySet()).isEqualTo(state.apps().keySet());
        state.apps().forEach((id, app) -> {
            look(Canonical.app(app));
            assertThat(Differences.of(
                            Canonical.app(app),
                            Canonical.app(Objects.requireNonNull(again.apps().get(id))),
                            Set.of()))
                    .isEmpty();
        });
        state.pods().values().forEach(pod -> look(Canonical.of(pod)));
        state.groups().values().forEach(MarathonStateFuzz::look);
    }

    private static void look(ObjectNode specification) {
        List<String> lines = Highlights.of(specification);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(200));
        ObjectNode nothing = Json.MAPPER.createObjectNode();
        assertThat(Differences.of(nothing, specification, Set.of()))
                .hasSameSizeAs(Differences.of(specification, nothing, Set.copyOf(names(specification))));
    }

    private static List<String> names(ObjectNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
