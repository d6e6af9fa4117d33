package dev.keepsake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long what was encrypted can have been. */
final class BlockCipherTest {

    @Test
    void noSegmentIsShorterThanWhatEncryptingAdds() {
        for (int plain : new int[] {1, 100, BlockCipher.SEGMENT_BYTES, BlockCipher.SEGMENT_BYTES + 1, 100_000}) {
            assertThat(BlockCipher.decrypted(BlockCipher.encrypted(plain))).isEqualTo(plain);
        }
        int segment = BlockCipher.encrypted(BlockCipher.SEGMENT_BYTES);
        for (int rest = 1; rest <= segment - BlockCipher.SEGMENT_BYTES; rest++) {
            assertThat(BlockCipher.decrypted(segment + rest)).isZero();
        }
    }
}
