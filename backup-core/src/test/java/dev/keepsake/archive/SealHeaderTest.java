package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SealHeaderTest {

    @Test
    void theLargestHeaderFitsAndComesBack() throws IOException {
        TreeMap<String, String> facts = new TreeMap<>();
        for (int i = 0; i < SealHeader.MAX_FACTS; i++) {
            facts.put("f" + "x".repeat(SealHeader.MAX_NAME - 3) + (10 + i), "\\".repeat(SealHeader.MAX_VALUE));
        }
        ObjectKey key = new ObjectKey(("k".repeat(224) + "/").repeat(3) + "k".repeat(225));
        String writer = "\"".repeat(SealHeader.MAX_NAME);
        SealHeader header = new SealHeader(key, Codec.NONE, 0, SealedObject.NONCE, writer, facts);

        byte[] stored = SealedObject.seal(header, 1, new byte[0]);

        assertThat(HeaderFrame.of(header).bytes().length).isLessThan(SealFormat.MAX_HEADER_BYTES);
        assertThat(SealReader.open(new ByteArrayInputStream(stored), key).header())
                .isEqualTo(header);
    }

    @Test
    void factsAreSortedWhateverOrderTheyCameIn() {
        TreeMap<String, String> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Map.of("a", "1", "b", "2"));

        SealHeader header = new SealHeader(KEY, Codec.ZSTD, 0, SealedObject.NONCE, "w", backwards);

        assertThat(header.facts().keySet()).containsExactly("a", "b");
        assertThatThrownBy(() -> header.facts().put("c", "3")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatAHeaderCannotHoldIsRefused() {
        refuses(-1, SealedObject.NONCE, "w", Map.of());
        refuses(SealFormat.MAX_LENGTH + 1, SealedObject.NONCE, "w", Map.of());
        refuses(0, SealedObject.NONCE.toUpperCase(java.util.Locale.ROOT), "w", Map.of());
        refuses(0, "00", "w", Map.of());
        refuses(0, SealedObject.NONCE, "", Map.of());
        refuses(0, SealedObject.NONCE, "w".repeat(65), Map.of());
        refuses(0, SealedObject.NONCE, "w\n", Map.of());
        for (String name : new String[] {"", "Zxid", "1st", "a b", "a_b", "a".repeat(65)}) {
            refuses(0, SealedObject.NONCE, "w", Map.of(name, "v"));
        }
        for (String value : new String[] {"\n", "\u00e4", "\u007f", "v".repeat(257)}) {
            refuses(0, SealedObject.NONCE, "w", Map.of("a", value));
        }
        TreeMap<String, String> many = new TreeMap<>();
        for (int i = 0; i <= SealHeader.MAX_FACTS; i++) {
            many.put("f" + i, "");
        }
        refuses(0, SealedObject.NONCE, "w", many);
    }

    private static void refuses(long length, String nonce, String writer, Map<String, String> facts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SealHeader(KEY, Codec.ZSTD, length, nonce, writer, new TreeMap<>(facts)));
    }
}
