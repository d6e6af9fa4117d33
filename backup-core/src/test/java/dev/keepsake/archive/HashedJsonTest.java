package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
final class HashedJsonTest {

    private static final ObjectKey KEY = new ObjectKey("prod/manifest/2026/11/20261122T030000Z.json");

    @Test
    void theBytesAreHashThenBodyThenNewline() throws Exception {
        byte[] bytes = HashedJson.write(Map.of("a", 1));

        // printf '{"a":1}' | sha256sum
        assertThat(new String(bytes, UTF_8))
                .isEqualTo("{\"sha256\":\"015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862\","
                        + "\"body\":{\"a\":1}}\n");
        assertThat(HashedJson.read(KEY, bytes).path("a").intValue()).isEqualTo(1);
    }

    @Test
    void aRecordComesBackWithWhatItLeftOut() throws Exception {
        Entry full = new Entry("node1", 5, List.of("a", "b"), Map.of("z", 1L, "a", 2L), "caf\u00e9 \ud83d\udd12");
        Entry bare = new Entry("node1", 0, List.of(), Map.of(), null);

        assertThat(HashedJson.read(KEY, HashedJson.write(full), Entry.class)).isEqualTo(full);
        assertThat(HashedJson.read(KEY, HashedJson.write(bare), Entry.class)).isEqualTo(bare);
        assertThat(new String(HashedJson.write(bare), UTF_8)).doesNotContain("note");
    }

    @Test
    void theSameBodyGivesTheSameBytesInAnyOrder() throws Exception {
        Map<String, Object> map = new HashMap<>();
        ObjectNode forwards = StrictJson.object();
        ObjectNode backwards = StrictJson.object();
        for (int i = 0; i < 40; i++) {
            map.put("k" + i, i);
            forwards.put("k" + i, i);
            backwards.put("k" + (39 - i), 39 - i);
        }

        assertThat(HashedJson.write(forwards)).isEqualTo(HashedJson.write(map));
        assertThat(HashedJson.write(backwards)).isEqualTo(HashedJson.write(map));
        assertThat(new String(HashedJson.write(new Entry("n", 1, List.of(), Map.of(), "x")), UTF_8))
                .contains("{\"count\":1,\"name\":\"n\",\"note\":\"x\",\"sizes\":{},\"tags\":[]}");
    }

    @Test
    void membersOfALaterVersionAreIgnored() throws Exception {
        byte[] bytes = framed("{\"name\":\"n\",\"count\":1,\"tags\":[],\"sizes\":{},\"later\":{\"x\":[null]}}");

        assertThat(HashedJson.read(KEY, bytes, Entry.class)).isEqualTo(new Entry("n", 1, List.of(), Map.of(), null));
    }

    @Test
    void halfASurrogatePairComesBackAsItIs() throws Exception {
        byte[] bytes = HashedJson.write(Map.of("a", "half \ud800"));

        assertThat(HashedJson.read(KEY, bytes).path("a").textValue()).isEqualTo("half \ud800");
    }

    @Test
    void aNumberIsNoNameOfAConstant() throws Exception {
        assertThat(HashedJson.read(KEY, framed("{\"codec\":\"NONE\"}"), Choice.class))
                .isEqualTo(new Choice(Codec.NONE));
        for (String value : new String[] {"0", "\"0\"", "\"none\"", "\"\"", "null"}) {
            assertThatExceptionOfType(CorruptException.class)
                    .as(value)
                    .isThrownBy(() -> HashedJson.read(KEY, framed("{\"codec\":" + value + "}"), Choice.class));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"count\":1,\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":1,\"sizes\":{}}",
                "{\"name\":null,\"count\":1,\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":null,\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":1,\"tags\":[null],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":1,\"tags\":[],\"sizes\":{\"a\":null}}",
                "{\"name\":\"n\",\"count\":1,\"tags\":\"a\",\"sizes\":{}}",
                "{\"name\":7,\"count\":1,\"tags\":[],\"sizes\":{}}",
                "{\"name\":true,\"count\":1,\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":\"1\",\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":1.5,\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":2147483648,\"tags\":[],\"sizes\":{}}",
                "{\"name\":\"n\",\"count\":-1,\"tags\":[],\"sizes\":{}}"
            })
    void aBodyThatDoesNotFitTheRecordIsCorrupt(String body) throws Exception {
        byte[] bytes = framed(body);

        assertThatExceptionOfType(CorruptException.class)
                .isThrownBy(() -> HashedJson.read(KEY, bytes, Entry.class))
                .withMessageContainingAll(KEY.value(), "Entry");
    }

    @Test
    void aBodyAtTheBoundsComesBackAndOneBeyondIsNotWritten() throws Exception {
        String longest = "x".repeat(HashedJson.MAX_STRING);
        JsonNode deepest = StrictJson.tree(nested(HashedJson.MAX_DEPTH));

        assertThat(HashedJson.read(KEY, HashedJson.write(Map.of("a", longest)))
                        .path("a")
                        .textValue())
                .isEqualTo(longest);
        assertThat(HashedJson.read(KEY, HashedJson.write(deepest))).isEqualTo(deepest);
        for (Object tooMuch : new Object[] {
            Map.of("a", longest + "x"),
            nested(HashedJson.MAX_DEPTH + 1),
            Map.of("a", List.of(longest, longest, longest, longest), "b", wide(longest)),
            List.of(1),
            "text"
        }) {
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> HashedJson.write(tooMuch));
        }
    }

    private static List<String> wide(String longest) {
        return java.util.Collections.nCopies(12, longest);
    }

    private static Map<String, Object> nested(int depth) {
        Map<String, Object> nested = Map.of();
        for (int i = 1; i < depth; i++) {
            nested = Map.of("n", nested);
        }
        return nested;
    }

    private static byte[] framed(String body) {
        return HashedJsonDamageTest.framed(body.getBytes(UTF_8));
    }

    private record Choice(Codec codec) {}

    private record Entry(
            String name,
            int count,
            List<String> tags,
            Map<String, Long> sizes,
            @Nullable String note) {
        private Entry {
            if (count < 0) {
                throw new IllegalArgumentException("a count below zero");
            }
        }
    }
}
