package dev.keepsake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "_", "-", "a.b", "a..b", "a.", "A/b-c_d.e/0", "keepsake.json", "a/b/c/d/e/f"})
    void theseAreKeys(String value) {
        assertThat(new ObjectKey(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                ".a",
                "a/.b",
                "../a",
                "a/../b",
                "a b",
                "a\\b",
                "a:b",
                "a\u0000b",
                "\u00e4",
                "a\n",
                "a%2fb",
                "a+b",
                "a~",
                "a@b",
                "a[b",
                "a`b",
                "a{b",
                "a,b"
            })
    void theseAreNot(String value) {
        assertThatThrownBy(() -> new ObjectKey(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an object key: '" + value + "'");
    }

    @Test
    void aSegmentHasAtMost255Characters() {
        String longest = "s".repeat(255);

        assertThat(new ObjectKey(longest + "/" + longest + "/x").value()).hasSize(513);
        assertThatThrownBy(() -> new ObjectKey(longest + "s")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ObjectKey("a/" + longest + "s/b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyHasAtMost900Characters() {
        String longest = "abcdefgh/".repeat(99) + "abcdefghi";

        assertThat(new ObjectKey(longest).value()).hasSize(900);
        assertThatThrownBy(() -> new ObjectKey(longest + "j")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysSortByTheirCharacters() {
        assertThat(Stream.of("a0", "a/b", "a-b", "B", "a").map(ObjectKey::new).sorted())
                .extracting(ObjectKey::value)
                .containsExactly("B", "a", "a-b", "a/b", "a0");
    }
}
