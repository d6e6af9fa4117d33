package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SealHostileTest {

    private static final int HUNDRED = 100;

    @Test
    void aForgeryWithNothingWrongIsRead() throws IOException {
        byte[] plain = new byte[HUNDRED];
        byte[] stored = new Forgery(1, Forgery.HEADER_JSON)
                .block(0, 60, Arrays.copyOf(plain, 60))
                .block(1, 40, Zstd.compress(SealedObject.cut(plain, 60, HUNDRED)))
                .finished(2, HUNDRED);

        assertThat(SealedObject.read(stored)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {SealFormat.MAX_HEADER_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void aHugeHeaderIsRefusedBeforeAnythingIsAllocatedForIt(int length) {
        byte[] opening = ByteBuffer.allocate(14)
                .put("KEEPSEAL".getBytes(US_ASCII))
                .putShort((short) 1)
                .putInt(length)
                .array();

        assertCorruptAndCheap(opening, "offset 10: expected a header of at most 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, SealFormat.MAX_BLOCK_BYTES + 1, Integer.MAX_VALUE, -1})
    void aBlockLongerThanWhatIsLeftIsCorruptBeforeAnythingIsAllocatedForIt(int length) {
        byte[] stored = new Forgery(1, Forgery.HEADER_JSON)
                .block(0, length, length, new byte[0])
                .unfinished();

        assertCorruptAndCheap(stored, "expected a block of 1 to 100 bytes, found one of ");
    }

    @Test
    void aBlockAboveTheLargestIsCorruptHoweverLongTheObjectIs() {
        byte[] stored = new Forgery(1, Forgery.header("length", "1000000000"))
                .block(0, SealFormat.MAX_BLOCK_BYTES + 1, SealFormat.MAX_BLOCK_BYTES + 1, new byte[0])
                .unfinished();

        assertCorruptAndCheap(stored, "expected a block of 1 to 1048576 bytes, found one of 1048577");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, Integer.MAX_VALUE, -1})
    void aBlockStoredInMoreThanItsLengthIsCorruptBeforeAnythingIsAllocatedForIt(int packed) {
        byte[] stored = new Forgery(1, Forgery.HEADER_JSON)
                .block(0, HUNDRED, packed, new byte[0])
                .unfinished();

        assertCorruptAndCheap(stored, "a block of 100 bytes cannot be stored as ");
    }

    @Test
    void withoutCompressionABlockIsStoredInItsLength() {
        byte[] stored = new Forgery(1, Forgery.header("codec", "\"none\""))
                .block(0, HUNDRED, new byte[99])
                .unfinished();

        assertCorruptAndCheap(stored, "a block of 100 bytes cannot be stored as 99");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, 101, 1 << 20, 1 << 26})
    void aFrameOfAnotherLengthThanDeclaredIsCorrupt(int inside) {
        byte[] frame = Zstd.compress(new byte[inside]);
        long declared = inside == 1 << 26 ? SealFormat.MAX_BLOCK_BYTES : HUNDRED;
        byte[] stored = new Forgery(1, Forgery.header("length", "" + declared))
                .block(0, (int) declared, frame)
                .finished(1, declared);

        assertCorruptAndCheap(stored, "block 0");
    }

    @Test
    void aBlockThatIsNoFrameIsCorrupt() {
        byte[] stored = new Forgery(1, Forgery.HEADER_JSON)
                .block(0, HUNDRED, SealedObject.random(3, 50))
                .finished(1, HUNDRED);

        assertCorruptAndCheap(stored, "block 0 does not unpack to its 100 bytes");
    }

    @Test
    void theEndMarkIsNoBlockNumber() {
        byte[] stored = new Forgery(1, Forgery.HEADER_JSON).finished(0, HUNDRED);

        assertCorruptAndCheap(stored, "expected block 0, found number 4294967295");
    }

    @ParameterizedTest
    @CsvSource({"2, 100", "0, 100", "1, 99", "1, 101"})
    void totalsOtherThanWhatWasReadAreCorrupt(int blocks, long length) {
        byte[] stored = new Forgery(1, Forgery.HEADER_JSON)
                .block(0, HUNDRED, new byte[HUNDRED])
                .finished(blocks, length);

        assertCorruptAndCheap(stored, "expected a trailer of 1 blocks and 100 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "length | -1",
                "length | 1125899906842625",
                "length | 9223372036854775808",
                "length | 1.5",
                "length | \"100\"",
                "key | \"../etc\"",
                "key | 7",
                "nonce | \"00\"",
                "writer | \"\"",
                "writer | 1",
                "facts | []",
                "facts | {\"zxid\":1}",
                "facts | {\"Zxid\":\"1\"}",
                "facts | {\"a\":\"1\",\"a\":\"1\"}",
                "facts | {\"b\":\"1\",\"a\":\"1\"}",
                "facts | { }",
                "keyring | \"1\"",
                "keyring | 00",
                "codec | 1",
                "codec | \"zst\\u0064\"",
                "writer | \"w\",\"extra\":1",
                "writer | \"w\"}{\"a\":1"
            })
    void aHeaderInAnyOtherFormIsCorrupt(String member, String value) {
        assertCorruptAndCheap(new Forgery(1, Forgery.header(member, value)).finished(0, 0), "the header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{}", "{}{}"})
    void aHeaderThatIsNotTheObjectIsCorrupt(String json) {
        assertCorruptAndCheap(new Forgery(1, json).finished(0, 0), "header");
    }

    @Test
    void otherFilesAreToldToBeNoSealedObject() {
        assertCorruptAndCheap("{\"sha256\":\"0123456789\"}".getBytes(US_ASCII), "the magic of a sealed object");
        assertCorruptAndCheap(new byte[100], "the magic of a sealed object");
    }

    @Test
    void formatZeroNeverWas() {
        assertCorruptAndCheap(new Forgery(0, Forgery.HEADER_JSON).finished(0, 0), "the form of format 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | length | {} | format 3",
                "65535 | length | 0 | format 65535",
                "1 | keyring | 3 | encryption under keyring 3",
                "1 | codec | \"brotli\" | codec 'brotli'"
            })
    void whatANewerVersionWroteIsRefusedAndSaysWhichVersion(int version, String member, String value, String found) {
        byte[] stored = new Forgery(version, Forgery.header(member, value)).unfinished();

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> SealedObject.read(stored))
                .withMessageContainingAll(KEY.value(), "keepsake 9.9", found, "later");
    }

    private static void assertCorruptAndCheap(byte[] stored, String message) {
        // loads every class first, so that only buffers count
        byte[] warm = new Forgery(1, Forgery.HEADER_JSON).unfinished();
        assertThat(catchThrowable(() -> SealedObject.read(warm))).isInstanceOf(CorruptException.class);
        // more bytes follow than any length could ask for, so only the check itself stops the reading
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(stored), new Endless());
        long before = allocated();

        Throwable failure = catchThrowable(() -> SealReader.open(in, KEY).readAllBytes());

        assertThat(allocated() - before).isLessThan(4L << 20);
        assertThat(failure)
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining(message);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            Arrays.fill(into, from, from + length, (byte) 0);
            return length;
        }
    }
}
