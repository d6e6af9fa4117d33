package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static dev.keepsake.archive.SealedObject.cut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class SealTrailerTest {

    @Test
    void theLastBytesAloneAreEnough() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, 40, SealedObject.text(100));

        SealTrailer trailer = SealTrailer.read(KEY, cut(stored, stored.length - SealTrailer.BYTES, stored.length));

        assertThat(trailer.blocks()).isEqualTo(3);
        assertThat(trailer.length()).isEqualTo(100);
        assertThat(trailer).isEqualTo(SealTrailer.read(KEY, stored));
    }

    @Test
    void anObjectCutAnywhereHasNoTrailer() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, 40, SealedObject.text(100));
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = cut(stored, 0, length);

            assertThatExceptionOfType(CorruptException.class)
                    .as("cut to %s", length)
                    .isThrownBy(() -> SealTrailer.read(KEY, cut))
                    .withMessageContaining(KEY.value());
        }
    }

    @Test
    void anyFlippedBitOfMarkOrMagicMakesItNoTrailer() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, 40, SealedObject.text(100));
        byte[] tail = cut(stored, stored.length - SealTrailer.BYTES, stored.length);
        for (int bit = 0; bit < 8 * tail.length; bit++) {
            if (bit < 32 || bit >= 8 * (tail.length - SealFormat.MAGIC_BYTES)) {
                byte[] flipped = tail.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));

                assertThatExceptionOfType(CorruptException.class)
                        .as("bit %s", bit)
                        .isThrownBy(() -> SealTrailer.read(KEY, flipped));
            }
        }
    }

    @Test
    void totalsThatCannotBeAreCorrupt() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, 40, SealedObject.text(100));
        byte[] tail = cut(stored, stored.length - SealTrailer.BYTES, stored.length);
        for (long length : new long[] {-1, 2, Long.MIN_VALUE}) {
            ByteBuffer.wrap(tail).putLong(8, length);

            assertThatExceptionOfType(CorruptException.class)
                    .isThrownBy(() -> SealTrailer.read(KEY, tail))
                    .withMessageContaining(KEY.value());
        }
    }
}
