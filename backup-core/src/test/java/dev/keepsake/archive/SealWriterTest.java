package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SealWriterTest {

    private static final int BLOCK = 40;

    @Test
    void lessPlaintextThanAnnouncedIsNotSealed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 100), BLOCK)) {
            writer.write(new byte[99]);

            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(writer::finish)
                    .withMessageContainingAll(KEY.value(), "announced 100 bytes", "only 99 came");
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
        assertHasNoEnd(out);
    }

    @Test
    void morePlaintextThanAnnouncedIsNotSealed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 100), BLOCK)) {
            writer.write(new byte[100]);

            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> writer.write(1))
                    .withMessageContainingAll(KEY.value(), "announced 100 bytes", "more than that");
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
        assertHasNoEnd(out);
    }

    @Test
    void aStreamIsSealedAsItsBytesAre() throws IOException {
        byte[] plain = SealedObject.text(3 * BLOCK + 7);
        for (int length : new int[] {0, 1, BLOCK - 1, BLOCK, 2 * BLOCK, plain.length}) {
            SealHeader header = SealedObject.header(KEY, Codec.ZSTD, length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (SealWriter writer = new SealWriter(out, header, BLOCK)) {
                writer.writeAll(inSmallSteps(new ByteArrayInputStream(plain, 0, length)));
                writer.finish();
            }

            assertThat(out.toByteArray()).isEqualTo(SealedObject.seal(header, BLOCK, Arrays.copyOf(plain, length)));
        }
    }

    @Test
    void aLongerStreamThanAnnouncedIsNotSealed() throws IOException {
        for (int length : new int[] {0, 1, BLOCK, BLOCK + 1}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, length), BLOCK)) {
                assertThatExceptionOfType(RefusedException.class)
                        .isThrownBy(() -> writer.writeAll(new ByteArrayInputStream(new byte[length + 1])))
                        .withMessageContainingAll(KEY.value(), "announced " + length + " bytes", "more than that");
                assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
            }
            assertHasNoEnd(out);
        }
    }

    @Test
    void aFailingSourceLeavesAnObjectWithoutEnd() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        IOException failure = new IOException("the disk is gone");
        InputStream source = new SequenceInputStream(new ByteArrayInputStream(new byte[80]), new FailingInput(failure));

        assertThatThrownBy(() -> {
                    try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 80), BLOCK)) {
                        writer.writeAll(source);
                        writer.finish();
                    }
                })
                .isSameAs(failure);

        assertHasNoEnd(out);
    }

    @Test
    void afterAFailedWriteNothingFollows() throws IOException {
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        IOException failure = new IOException("the pipe broke");
        OutputStream failingOnce = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int b) {
                arrived.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (arrived.size() > 0 && !failed) {
                    failed = true;
                    arrived.write(bytes, from, length / 2);
                    throw failure;
                }
                arrived.write(bytes, from, length);
            }
        };
        try (SealWriter writer = new SealWriter(failingOnce, SealedObject.header(KEY, Codec.ZSTD, 80), BLOCK)) {
            assertThatThrownBy(() -> writer.write(new byte[80])).isSameAs(failure);
            int length = arrived.size();

            assertThatThrownBy(() -> writer.write(new byte[1])).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
            assertThat(arrived.size()).isEqualTo(length);
        }
    }

    @Test
    void aFinishedObjectTakesNothingMoreAndClosingAddsNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 1), BLOCK);
        writer.write(1);
        Seal seal = writer.finish();

        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.write(new byte[0])).isInstanceOf(IllegalStateException.class);
        writer.close();
        writer.close();

        assertThat(out.size()).isEqualTo((int) seal.bytes());
    }

    @Test
    void closingDoesNotCloseWhereItIsWrittenTo() throws IOException {
        boolean[] closed = {false};
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (SealWriter writer = new SealWriter(out, SealedObject.header(KEY, Codec.ZSTD, 0), BLOCK)) {
            writer.finish();
        }

        assertThat(closed[0]).isFalse();
    }

    private static void assertHasNoEnd(ByteArrayOutputStream out) {
        assertThatExceptionOfType(CorruptException.class).isThrownBy(() -> SealedObject.read(out.toByteArray()));
        assertThatExceptionOfType(CorruptException.class)
                .isThrownBy(() -> SealTrailer.read(KEY, out.toByteArray()))
                .withMessageContaining(KEY.value());
    }

    private static InputStream inSmallSteps(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return super.read(bytes, from, Math.min(length, 9));
            }
        };
    }
}
