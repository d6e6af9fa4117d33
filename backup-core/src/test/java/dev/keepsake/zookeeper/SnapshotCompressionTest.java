package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.zookeeper.ServerFiles.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.Test;

class SnapshotCompressionTest {

    private final DataTree tree = ServerFiles.tree(1, 12);
    private final byte[] plain = snapshot(tree, StreamMode.CHECKED);
    private final byte[] gzip = snapshot(tree, StreamMode.GZIP);
    private final byte[] snappy = snapshot(tree, StreamMode.SNAPPY);

    SnapshotCompressionTest() throws IOException {}

    @Test
    void theContentSaysHowItIsCompressedWhateverTheNameSays() throws IOException {
        for (byte[] file : List.of(plain, gzip, snappy)) {
            for (String name : List.of("snapshot.1", "snapshot.1.gz", "snapshot.1.snappy")) {
                InputStream decoded = SnapshotCompression.decode(new ByteArrayInputStream(file), name);

                assertThat(decoded.readAllBytes()).isEqualTo(plain);
            }
        }
    }

    @Test
    void aCompressedSnapshotCutAtAnyByteIsRefused() {
        for (byte[] file : List.of(gzip, snappy)) {
            for (int length = 0; length < file.length; length++) {
                byte[] cut = Arrays.copyOf(file, length);

                assertThatThrownBy(() -> copy(cut)).isInstanceOf(CorruptException.class);
            }
        }
    }

    @Test
    void snappyCutInsideABlockIsRefusedWithoutASeal() {
        for (int length = 8; length < snappy.length; length++) {
            InputStream cut = new ByteArrayInputStream(snappy, 0, length);

            if (length != 16) {
                assertThatThrownBy(() ->
                                SnapshotCompression.decode(cut, "snapshot.1").readAllBytes())
                        .isInstanceOf(CorruptException.class);
            }
        }
    }

    @Test
    void anotherVersionOfSnappyIsRefused() {
        for (int at : new int[] {11, 15}) {
            byte[] other = snappy.clone();
            other[at] = (byte) (at == 11 ? 0 : 2);

            assertThatThrownBy(() -> copy(other))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("version");
        }
    }

    @Test
    void snappyCutBetweenTwoBlocksIsRefused() throws IOException {
        DataTree large = ServerFiles.chain(new byte[90_000], new byte[90_000]);
        byte[] file = snapshot(large, StreamMode.SNAPPY);
        int cuts = 0;

        for (int at = 16; at < file.length; at += 4 + ByteBuffer.wrap(file).getInt(at)) {
            byte[] cut = Arrays.copyOf(file, at);
            assertThatThrownBy(() -> copy(cut)).isInstanceOf(CorruptException.class);
            cuts++;
        }

        assertThat(cuts).isGreaterThan(5);
        assertThat(copy(file)).isEqualTo(snapshot(large, StreamMode.CHECKED));
    }

    @Test
    void aCompressedSnapshotWithAnyByteChangedIsRefusedOrStillTheSame() throws IOException {
        for (byte[] file : List.of(gzip, snappy)) {
            int same = 0;
            for (int i = 0; i < file.length; i++) {
                byte[] changed = file.clone();
                changed[i] ^= (byte) 0x81;
                try {
                    assertThat(copy(changed)).isEqualTo(plain);
                    same++;
                } catch (CorruptException expected) {
                    assertThat(expected).hasMessageContaining("snapshot.1");
                }
            }
            assertThat(same).as("bytes that mean nothing, such as gzip's time").isLessThan(16);
        }
    }

    @Test
    void aGzipFileMayHaveSeveralMembers() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(Arrays.copyOf(plain, 100)));
        members.write(gzip(new byte[0]));
        members.write(gzip(Arrays.copyOfRange(plain, 100, plain.length)));

        assertThat(copy(members.toByteArray())).isEqualTo(plain);
    }

    @Test
    void theLastMemberOfAGzipFileIsNotLostWhereTheStreamGivesItLate() throws IOException {
        InputStream late = new SequenceInputStream(
                new ByteArrayInputStream(gzip(Arrays.copyOf(plain, 100))),
                new ByteArrayInputStream(gzip(Arrays.copyOfRange(plain, 100, plain.length))));

        assertThat(SnapshotCompression.decode(late, "snapshot.1").readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void aDiskThatCannotBeReadIsNotTakenForACorruptFile() {
        for (byte[] file : List.of(plain, gzip, snappy)) {
            for (int at : new int[] {0, 5, file.length / 2, file.length - 1, file.length}) {
                InputStream broken = new SequenceInputStream(new ByteArrayInputStream(file, 0, at), new Broken());

                assertThatThrownBy(() -> SnapshotReader.read(
                                SnapshotCompression.decode(broken, "snapshot.1"),
                                "snapshot.1",
                                new SnapshotVisitor() {}))
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessage("disk");
            }
        }
    }

    @Test
    void hostileSnappyLengthsAreRefused() {
        ByteBuffer header =
                ByteBuffer.allocate(16).put(SnappyInput.MAGIC).putInt(1).putInt(1);
        for (int length : new int[] {-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            byte[] file =
                    ServerFiles.join(header.array(), ByteBuffer.allocate(8).putInt(length));

            assertThatThrownBy(() -> copy(file)).isInstanceOf(CorruptException.class);
        }
        byte[] unpacksToTwoGigabytes = ServerFiles.join(
                header.array(), ByteBuffer.allocate(10).putInt(6).put(new byte[] {-1, -1, -1, -1, 7, 0}));
        assertThatThrownBy(() -> copy(unpacksToTwoGigabytes))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("length");
    }

    private static byte[] copy(byte[] file) throws IOException {
        SnapshotReader.check(SnapshotCompression.decode(new ByteArrayInputStream(file), "snapshot.1"), "snapshot.1");
        return SnapshotCompression.decode(new ByteArrayInputStream(file), "snapshot.1")
                .readAllBytes();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] snapshot(DataTree tree, StreamMode mode) throws IOException {
        return ServerFiles.snapshot(tree, ServerFiles.SESSIONS, new Settings(true, true, mode));
    }

    /** Fails as a disk does. */
    private static final class Broken extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("disk");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }
}
