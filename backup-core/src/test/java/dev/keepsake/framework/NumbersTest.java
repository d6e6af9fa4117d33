package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as anybody may write them: a few characters can ask for gigabytes of zeros. */
final class NumbersTest {

    @ParameterizedTest
    @ValueSource(strings = {"1e1500000000", "1e2147483647", "100e2147483647", "-1e2000000000", "1e-2000000000"})
    void aNumberOfAFewCharactersTakesNoMoreThanThat(String number) throws IOException {
        ObjectNode one = object("{\"cpus\":" + number + "}");
        ObjectNode other = object("{\"cpus\":1}");

        assertThat(Json.plain(one.path("cpus"))).hasSizeLessThan(40);
        assertThat(Highlights.of(one))
                .singleElement()
                .asString()
                .startsWith("cpus: ")
                .hasSizeLessThan(40);
        assertThat(Differences.of(Canonical.of(other), Canonical.of(one), Set.of()))
                .singleElement()
                .asString()
                .startsWith("cpus: 1 -> ");
        assertThat(Canonical.of(one)).isEqualTo(Canonical.of(object("{\"cpus\":" + number + "}")));
    }

    @Test
    void usualNumbersAreInDigits() throws IOException {
        assertThat(Highlights.of(object("{\"cpus\":0.50,\"mem\":1e3}"))).containsExactly("cpus: 0.50", "mem: 1000");
    }

    private static ObjectNode object(String json) throws IOException {
        return (ObjectNode) Json.MAPPER.readTree(json);
    }
}
