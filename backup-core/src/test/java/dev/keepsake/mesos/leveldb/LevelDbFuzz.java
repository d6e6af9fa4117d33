package dev.keepsake.mesos.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory of LevelDB in one piece: for each file a byte that says which, two for its length, and its bytes, whose checksums
 * are put right. What is read of a directory is written into another one and read as the same.
 */
final class LevelDbFuzz implements FuzzTarget {

    /** The files that a directory may have here. */
    static final List<String> NAMES = List.of(
            "CURRENT",
            "MANIFEST-000001",
            "000002.log",
            "000005.ldb",
            "MANIFEST-000008",
            "000009.ldb",
            "000010.log",
            "000003.sst",
            "000006.log",
            "LOCK");

    private static final int FOOTER = 48;

    private final Path work;

    LevelDbFuzz() throws IOException {
        work = Files.createTempDirectory("keepsake-fuzz-");
    }

    @Override
    public void take(byte[] input) throws IOException {
        Path directory = Files.createDirectories(work.resolve("directory"));
        Path second = Files.createDirectories(work.resolve("second"));
        try {
            unpack(input, directory);
            SortedMap<String, String> entries = read(directory);
            write(entries, second);
            assertThat(read(second)).isEqualTo(entries);
        } finally {
            clear(directory);
            clear(second);
        }
    }

    private SortedMap<String, String> read(Path directory) throws IOException {
        SortedMap<String, String> read = new TreeMap<>();
        try (Entries entries = Entries.read(directory, work)) {
            entries.forEach((key, value) -> read.put(key, new String(value, StandardCharsets.ISO_8859_1)));
        }
        return read;
    }

    private static void write(SortedMap<String, String> entries, Path directory) throws IOException {
        try (DatabaseWriter writer = new DatabaseWriter(directory)) {
            for (var entry : entries.entrySet()) {
                writer.put(entry.getKey(), entry.getValue().getBytes(StandardCharsets.ISO_8859_1));
            }
            writer.commit();
        }
    }

    private static void unpack(byte[] input, Path directory) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(input);
        while (in.remaining() > 3) {
            String name = NAMES.get(Byte.toUnsignedInt(in.get()) % NAMES.size());
            byte[] content = new byte[Math.min(in.remaining() - 2, Short.toUnsignedInt(in.getShort()))];
            in.get(content);
            Files.write(directory.resolve(name), mended(name, content));
        }
    }

    /** A directory as one input. */
    static byte[] packed(Path directory) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Path file : Level.files(directory)) {
            byte[] content = Files.readAllBytes(file);
            int name = NAMES.indexOf(String.valueOf(file.getFileName()));
            out.write(name);
            out.write(content.length >> 8);
            out.write(content.length);
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
    }

    private static byte[] mended(String name, byte[] content) {
        if (name.endsWith(".log") || name.startsWith("MANIFEST")) {
            mendRecords(content);
        } else if (content.length > FOOTER && !name.equals("CURRENT")) {
            mendTable(content);
        }
        return content;
    }

    private static void mendRecords(byte[] content) {
        ByteBuffer out = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (content.length - at >= RecordReader.HEADER) {
            int length = Short.toUnsignedInt(out.getShort(at + 4));
            int left = RecordReader.BLOCK - at % RecordReader.BLOCK;
            if (left < RecordReader.HEADER) {
                at += left;
            } else if (length > Math.min(left, content.length - at) - RecordReader.HEADER) {
                break;
            } else {
                out.putInt(at, Checksum.ofTyped(content[at + 6], content, at + RecordReader.HEADER, length));
                at += RecordReader.HEADER + length;
            }
        }
    }

    /** Blocks of a table are where its index says, and that where its end says. */
    private static void mendTable(byte[] content) {
        try {
            Cursor footer = new Cursor(Arrays.copyOfRange(content, content.length - FOOTER, content.length), "the end");
            mendBlock(content, footer.varint(), footer.varint());
            long offset = footer.varint();
            long size = footer.varint();
            mendBlock(content, offset, size);
            Cursor index = new Cursor(Arrays.copyOfRange(content, (int) offset, (int) (offset + size)), "the index");
            while (index.hasMore()) {
                index.count();
                int rest = index.count();
                int length = index.count();
                index.take(rest);
                Cursor handle = new Cursor(index.take(length), "a handle");
                mendBlock(content, handle.varint(), handle.varint());
            }
        } catch (IOException | RuntimeException noTable) {
            // as far as it goes
        }
    }

    private static void mendBlock(byte[] content, long offset, long size) {
        int end = Math.toIntExact(offset + size);
        ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(end + 1, Checksum.of(content, (int) offset, (int) size + 1));
    }
}
