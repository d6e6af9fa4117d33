package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.cut;
import static dev.keepsake.archive.SealedObject.join;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashedJsonDamageTest {

    private static final ObjectKey KEY = new ObjectKey("prod/zk/node1/main/T/tape.json");

    /** What a writer that does not check its body would store, its hash right. */
    static byte[] framed(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return join(
                    ("{\"sha256\":\"" + HexFormat.of().formatHex(hash) + "\",\"body\":").getBytes(US_ASCII),
                    body,
                    "}\n".getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anObjectCutAnywhereIsCorrupt() throws Exception {
        byte[] bytes = HashedJson.write(Map.of("servers", new int[] {1, 2}, "cluster", "prod"));
        for (int length = 0; length < bytes.length; length++) {
            assertCorrupt(cut(bytes, 0, length), "cut to " + length);
            assertCorrupt(cut(bytes, bytes.length - length, bytes.length), "last " + length);
        }
    }

    @Test
    void anyFlippedBitIsCorrupt() throws Exception {
        byte[] bytes = HashedJson.write(Map.of("servers", new int[] {1, 2}, "cluster", "prod"));
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertCorrupt(flipped, "bit " + bit);
        }
    }

    @Test
    void anythingAroundTheObjectIsCorrupt() throws Exception {
        byte[] bytes = HashedJson.write(Map.of("a", 1));

        assertCorrupt(join(bytes, "\n".getBytes(US_ASCII)), "a newline more");
        assertCorrupt(join(bytes, bytes), "twice");
        assertCorrupt(join(" ".getBytes(US_ASCII), bytes), "a space before");
        assertCorrupt(join(cut(bytes, 0, bytes.length - 2), " }\n".getBytes(US_ASCII)), "a space after the body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "null",
                "\"a\"",
                "{\"a\":1,\"a\":1}",
                "{\"b\":{\"a\":1,\"a\":2}}",
                "{}{}",
                "{},{}",
                "{},\"more\":1",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{} //",
                "{\"a\":\"\t\"}"
            })
    void aBodyThatIsNotOneStrictObjectIsCorruptThoughItsHashIsRight(String body) {
        assertCorrupt(framed(body.getBytes(UTF_8)), body);
    }

    @Test
    void aBodyBeyondTheBoundsIsCorruptThoughItsHashIsRight() {
        String deep = "{\"a\":".repeat(HashedJson.MAX_DEPTH) + "{}" + "}".repeat(HashedJson.MAX_DEPTH);

        assertCorrupt(framed(deep.getBytes(UTF_8)), "deep");
        assertCorrupt(framed("{\"a\":".repeat(1_000_000).getBytes(UTF_8)), "very deep");
        assertCorrupt(framed(("{\"a\":\"" + "x".repeat(HashedJson.MAX_STRING + 1) + "\"}").getBytes(UTF_8)), "string");
        assertCorrupt(framed(("{\"" + "x".repeat(1025) + "\":1}").getBytes(UTF_8)), "name");
        assertCorrupt(framed(("{\"a\":" + "1".repeat(65) + "}").getBytes(UTF_8)), "number");
        assertCorrupt(framed(("{\"a\":1}" + " ".repeat(HashedJson.MAX_BYTES)).getBytes(UTF_8)), "size");
    }

    @Test
    void aBodyInAnotherEncodingIsCorruptThoughItsHashIsRight() {
        assertCorrupt(framed("{\"a\":1}".getBytes(UTF_16LE)), "UTF-16");
        assertCorrupt(
                framed(join("{\"a\":\"".getBytes(UTF_8), new byte[] {(byte) 0xff}, "\"}".getBytes(UTF_8))), "0xff");
        assertCorrupt(
                framed(join("{\"a\":\"".getBytes(UTF_8), new byte[] {(byte) 0xc3}, "\"}".getBytes(UTF_8))), "cut");
    }

    @Test
    void theMessageSaysWhichHashTheBodyHas() throws Exception {
        byte[] bytes = HashedJson.write(Map.of("a", 1));
        bytes[bytes.length - 4] = '2';
        String found = new String(framed("{\"a\":2}".getBytes(UTF_8)), UTF_8).substring(0, 75);

        assertThatExceptionOfType(CorruptException.class)
                .isThrownBy(() -> HashedJson.read(KEY, bytes))
                .withMessageStartingWith("object " + KEY + ": ")
                .withMessageContaining(found);
        assertThat(HashedJson.read(KEY, HashedJson.write(Map.of("a", 2)))).isNotNull();
    }

    private static void assertCorrupt(byte[] bytes, String how) {
        assertThatExceptionOfType(CorruptException.class)
                .as(how)
                .isThrownBy(() -> HashedJson.read(KEY, bytes))
                .withMessageContaining(KEY.value());
    }
}
