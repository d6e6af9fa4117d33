package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SealRoundTripTest {

    private static final int BLOCK = SealFormat.MAX_BLOCK_BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 13, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5 << 20})
    void plaintextOfAnySizeComesBack(int length) throws IOException {
        for (Codec codec : Codec.values()) {
            for (byte[] plain :
                    new byte[][] {new byte[length], SealedObject.random(length, length), SealedObject.text(length)}) {
                byte[] stored = SealedObject.seal(codec, BLOCK, plain);

                assertThat(openWhole(stored, KEY)).isEqualTo(plain);
            }
        }
    }

    @Test
    void plaintextWrittenAndReadInStepsOfAnySizeComesBack() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] plain = new byte[random.nextInt(400)];
            random.nextBytes(plain);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SealHeader header = SealedObject.header(KEY, random.nextBoolean() ? Codec.ZSTD : Codec.NONE, plain.length);

            try (SealWriter writer = new SealWriter(out, header, 1 + random.nextInt(64))) {
                for (int done = 0; done < plain.length; ) {
                    int step = Math.min(plain.length - done, random.nextInt(100));
                    writer.write(plain, done, step);
                    done += step;
                }
                writer.finish();
            }

            assertThat(SealedObject.read(out.toByteArray())).isEqualTo(plain);
        }
    }

    @Test
    void singleBytesAreWrittenAndReadUnsigned() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 256), 100)) {
            for (int b = 0; b < 256; b++) {
                writer.write(b);
            }
            writer.finish();
        }

        SealReader reader = SealReader.open(new ByteArrayInputStream(out.toByteArray()), KEY);
        for (int b = 0; b < 256; b++) {
            assertThat(reader.read()).isEqualTo(b);
        }
        assertThat(reader.read()).isEqualTo(-1);
        assertThat(reader.read(new byte[0])).isEqualTo(0);
        assertThat(reader.read()).isEqualTo(-1);
    }

    @Test
    void writerReaderAndTrailerAgreeOnTheSeal() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Seal written;
        try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 100), 40)) {
            writer.write(SealedObject.text(100));
            written = writer.finish();
        }
        byte[] stored = out.toByteArray();

        SealReader reader = SealReader.open(new ByteArrayInputStream(stored), KEY);
        reader.transferTo(OutputStream.nullOutputStream());
        SealTrailer trailer = SealTrailer.read(KEY, stored);

        assertThat(written.bytes()).isEqualTo(stored.length);
        assertThat(reader.seal()).isEqualTo(written);
        assertThat(trailer).isEqualTo(new SealTrailer(3, 100, written.sha256()));
    }

    @Test
    void theSealIsKnownOnlyAfterTheEnd() throws IOException {
        byte[] stored = SealedObject.seal(Codec.NONE, 40, SealedObject.text(100));
        SealReader reader = SealReader.open(new ByteArrayInputStream(stored), KEY);

        assertThat(reader.readNBytes(100)).hasSize(100);

        assertThatThrownBy(reader::seal).isInstanceOf(IllegalStateException.class);
        assertThat(reader.read()).isEqualTo(-1);
        assertThat(reader.seal().bytes()).isEqualTo(stored.length);
    }

    @Test
    void openingReadsTheHeaderAlone() throws IOException {
        SealHeader header = SealedObject.header(KEY, Codec.ZSTD, 100);
        byte[] stored = SealedObject.seal(header, 40, SealedObject.text(100));
        InputStream in = new ByteArrayInputStream(stored);

        assertThat(SealReader.open(in, KEY).header()).isEqualTo(header);

        assertThat(stored.length - in.available())
                .isEqualTo(HeaderFrame.of(header).bytes().length);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void whatDoesNotGetSmallerIsStoredAsItIs(Codec codec) throws IOException {
        byte[] plain = SealedObject.random(1, 1000);
        SealHeader header = SealedObject.header(KEY, codec, plain.length);

        int overhead = SealedObject.seal(header, 1000, plain).length
                - HeaderFrame.of(header).bytes().length
                - plain.length;

        assertThat(overhead).isEqualTo(SealFormat.BLOCK_HEAD_BYTES + SealFormat.CRC_BYTES + SealTrailer.BYTES);
    }

    @Test
    void twoSealsOfTheSamePlaintextDiffer() throws IOException {
        ObjectKey key = new ObjectKey("a/b");
        SealHeader one = SealHeader.of(key, 3, Map.of("zxid", "0x1"));
        SealHeader other = SealHeader.of(key, 3, Map.of("zxid", "0x1"));

        assertThat(one.nonce()).isNotEqualTo(other.nonce());
        assertThat(one.writer()).startsWith("keepsake ");
        assertThat(openWhole(SealedObject.seal(one, BLOCK, new byte[3]), key)).hasSize(3);
    }

    private static byte[] openWhole(byte[] stored, ObjectKey key) throws IOException {
        try (SealReader reader = SealReader.open(new ByteArrayInputStream(stored), key)) {
            return reader.readAllBytes();
        }
    }
}
