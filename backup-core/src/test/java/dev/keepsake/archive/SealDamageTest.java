package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static dev.keepsake.archive.SealedObject.cut;
import static dev.keepsake.archive.SealedObject.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SealDamageTest {

    private static final int BLOCK = 40;
    private static final byte[] PLAIN = SealedObject.text(2 * BLOCK + 20);

    @Test
    void theObjectsOfTheseTestsHoldFramesAndPlainBlocks() throws IOException {
        int none = SealedObject.seal(Codec.NONE, BLOCK, PLAIN).length;

        assertThat(SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN).length).isLessThan(none - 10);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void anObjectCutAnywhereIsCorrupt(Codec codec) throws IOException {
        byte[] stored = SealedObject.seal(codec, BLOCK, PLAIN);
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = cut(stored, 0, length);

            assertCorrupt(cut, "cut to " + length);
            assertThatExceptionOfType(CorruptException.class)
                    .isThrownBy(() -> SealedObject.read(cut))
                    .withMessageContainingAll("offset " + length + ": ", "the object is cut");
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void anyFlippedBitIsCorruptAndNoWrongByteIsHandedOut(Codec codec) throws IOException {
        byte[] stored = SealedObject.seal(codec, BLOCK, PLAIN);
        for (int bit = 0; bit < 8 * stored.length; bit++) {
            byte[] flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertCorrupt(flipped, "bit " + bit + " of " + stored.length + " bytes");
        }
    }

    @Test
    void anyByteOverwrittenOrLeftOutIsCorrupt() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN);
        for (int at = 0; at < stored.length; at++) {
            byte[] overwritten = stored.clone();
            overwritten[at] = (byte) ~stored[at];
            assertCorrupt(overwritten, "overwritten at " + at);
            assertCorrupt(join(cut(stored, 0, at), cut(stored, at + 1, stored.length)), "left out at " + at);
            assertCorrupt(join(cut(stored, 0, at), new byte[1], cut(stored, at, stored.length)), "put in at " + at);
        }
    }

    @Test
    void nothingMayFollowTheTrailer() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN);

        assertCorrupt(join(stored, new byte[1]), "one more byte");
        assertCorrupt(join(stored, stored), "a second object");
    }

    @Test
    void blocksSwappedRepeatedOrLeftOutAreCorrupt() throws IOException {
        // not compressed, so that every block is stored in the same number of bytes
        byte[] stored = SealedObject.seal(Codec.NONE, BLOCK, SealedObject.random(1, 3 * BLOCK));
        int start = start(Codec.NONE, 3 * BLOCK);
        int size = SealFormat.BLOCK_HEAD_BYTES + BLOCK + SealFormat.CRC_BYTES;
        byte[] header = cut(stored, 0, start);
        byte[] one = cut(stored, start, start + size);
        byte[] two = cut(stored, start + size, start + 2 * size);
        byte[] three = cut(stored, start + 2 * size, start + 3 * size);
        byte[] trailer = cut(stored, start + 3 * size, stored.length);
        byte[] plain = SealedObject.random(1, 3 * BLOCK);

        assertThat(SealedObject.read(join(header, one, two, three, trailer))).isEqualTo(plain);
        assertCorrupt(join(header, two, one, three, trailer), plain, "swapped");
        assertCorrupt(join(header, one, one, three, trailer), plain, "repeated in another's place");
        assertCorrupt(join(header, one, one, two, three, trailer), plain, "repeated");
        assertCorrupt(join(header, one, three, trailer), plain, "left out");
        assertCorrupt(join(header, one, two, trailer), plain, "last left out");
        assertCorrupt(join(header, one, two, three, three, trailer), plain, "last repeated");
    }

    @Test
    void aBlockOfAnotherObjectIsNotHandedOut() throws IOException {
        SealHeader header = SealedObject.header(KEY, Codec.NONE, 2 * BLOCK);
        SealHeader foreign = new SealHeader(
                KEY, Codec.NONE, 2 * BLOCK, SealedObject.NONCE.replace('0', '1'), header.writer(), header.facts());
        byte[] mine = new byte[2 * BLOCK];
        byte[] stored = SealedObject.seal(header, BLOCK, mine);
        byte[] other = SealedObject.seal(foreign, BLOCK, SealedObject.text(2 * BLOCK));
        int start = start(Codec.NONE, 2 * BLOCK);
        int size = SealFormat.BLOCK_HEAD_BYTES + BLOCK + SealFormat.CRC_BYTES;

        byte[] spliced =
                join(cut(stored, 0, start), cut(other, start, start + size), cut(stored, start + size, stored.length));

        assertCorrupt(spliced, mine, "first block is another object's");
    }

    @Test
    void anObjectUnderAnothersKeyIsCorrupt() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN);
        ObjectKey elsewhere = new ObjectKey("prod/zk/node2/main/T/link/0000000100000007");

        assertThatExceptionOfType(CorruptException.class)
                .isThrownBy(() -> SealReader.open(new ByteArrayInputStream(stored), elsewhere))
                .withMessageContaining(KEY.value())
                .withMessageContaining(elsewhere.value());
    }

    @Test
    void aFailureOfTheStorePassesThroughUnchangedAndEndsTheReading() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN);
        StoreException failure = new StoreException.Unavailable("the store went away", null);
        InputStream failing = new FailingInput(failure);
        int start = start(Codec.ZSTD, PLAIN.length);
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(cut(stored, 0, start + 3)), failing);
        SealReader reader = SealReader.open(in, KEY);

        assertThatThrownBy(reader::read).isSameAs(failure);

        assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedReaderHandsOutNothing() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN);
        SealReader reader = SealReader.open(new ByteArrayInputStream(stored), KEY);
        assertThat(reader.read()).isEqualTo(PLAIN[0]);

        reader.close();

        assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theMessageNamesObjectAndOffset() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, BLOCK, PLAIN);
        int start = start(Codec.ZSTD, PLAIN.length);
        stored[start + 3] = 5;

        assertThatExceptionOfType(CorruptException.class)
                .isThrownBy(() -> SealedObject.read(stored))
                .withMessage("object " + KEY + ", offset " + start + ": expected block 0, found number 5");
    }

    private static int start(Codec codec, int length) {
        return HeaderFrame.of(SealedObject.header(KEY, codec, length)).bytes().length;
    }

    private static void assertCorrupt(byte[] stored, String how) {
        assertCorrupt(stored, PLAIN, how);
    }

    private static void assertCorrupt(byte[] stored, byte[] plain, String how) {
        ByteArrayOutputStream handedOut = new ByteArrayOutputStream();

        assertThatExceptionOfType(CorruptException.class)
                .as(how)
                .isThrownBy(() -> SealedObject.read(stored, handedOut))
                .withMessageContaining(KEY.value());

        assertThat(handedOut.toByteArray()).as(how).isEqualTo(Arrays.copyOf(plain, handedOut.size()));
    }
}
