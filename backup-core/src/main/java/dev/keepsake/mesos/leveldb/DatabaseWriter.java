package dev.keepsake.mesos.leveldb;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a new directory of LevelDB: all entries in its log, as after a crash before the first table was written. Whoever
 * opens it moves them into tables of its own making.
 *
 * <p>That is why there are no tables here: LevelDB checks a log's checksums when it opens a directory, but those of a
 * table never (Mesos does not ask for it), so a byte that a disk changed before the first start is not served as good.
 */
public final class DatabaseWriter implements Closeable {

    private static final long MANIFEST = 1;
    private static final long LOG = 2;
    private static final int VALUE = 1;

    private final Path directory;
    private final LogOutput log;
    private long sequence;

    /** A directory that exists and is empty. */
    public DatabaseWriter(Path directory) throws IOException {
        this.directory = directory;
        this.log = new LogOutput(create(directory.resolve(FileName.log(LOG))));
    }

    /** Adds an entry; the keys are given in their order, each once. */
    public void put(String key, byte[] value) throws IOException {
        sequence++;
        Buffer batch = new Buffer();
        batch.fixed64(sequence);
        batch.fixed32(1);
        batch.write(VALUE);
        batch.prefixed(key.getBytes(StandardCharsets.ISO_8859_1));
        batch.prefixed(value);
        log.record(batch.toByteArray());
    }

    /** Writes what makes the entries a database; before that the directory is none. */
    public void commit() throws IOException {
        log.close();
        Buffer edit = new Buffer();
        edit.varint(1);
        edit.prefixed("leveldb.BytewiseComparator".getBytes(StandardCharsets.US_ASCII));
        edit.varint(2);
        edit.varint(LOG);
        edit.varint(9);
        edit.varint(0);
        edit.varint(3);
        edit.varint(LOG + 1);
        edit.varint(4);
        edit.varint(sequence);
        try (LogOutput manifest = new LogOutput(create(directory.resolve(FileName.manifest(MANIFEST))))) {
            manifest.record(edit.toByteArray());
        }
        Files.writeString(
                directory.resolve(FileName.CURRENT), FileName.manifest(MANIFEST) + "\n", StandardOpenOption.CREATE_NEW);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static OutputStream create(Path file) throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 1 << 16);
    }

    /** Bytes with numbers as LevelDB writes them. */
    private static final class Buffer extends ByteArrayOutputStream {

        void fixed32(int value) {
            writeBytes(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        void fixed64(long value) {
            writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        void varint(long value) {
            long rest = value;
            for (; rest > 0x7f; rest >>>= 7) {
                write((int) (rest & 0x7f) | 0x80);
            }
            write((int) rest);
        }

        void prefixed(byte[] bytes) {
            varint(bytes.length);
            writeBytes(bytes);
        }
    }

    /** Cuts records into blocks. */
    private static final class LogOutput implements Closeable {

        private final OutputStream out;
        private int room = RecordReader.BLOCK;

        LogOutput(OutputStream out) {
            this.out = out;
        }

        void record(byte[] record) throws IOException {
            int written = 0;
            do {
                if (room < RecordReader.HEADER) {
                    out.write(new byte[room]);
                    room = RecordReader.BLOCK;
                }
                int length = Math.min(record.length - written, room - RecordReader.HEADER);
                piece(type(written == 0, written + length == record.length), record, written, length);
                written += length;
            } while (written < record.length);
        }

        private static int type(boolean first, boolean last) {
            if (first) {
                return last ? RecordReader.FULL : RecordReader.FIRST;
            }
            return last ? RecordReader.LAST : RecordReader.MIDDLE;
        }

        private void piece(int type, byte[] record, int from, int length) throws IOException {
            Buffer header = new Buffer();
            header.fixed32(Checksum.ofTyped(type, record, from, length));
            header.write(length);
            header.write(length >> Byte.SIZE);
            header.write(type);
            out.write(header.toByteArray());
            out.write(record, from, length);
            room -= RecordReader.HEADER + length;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
