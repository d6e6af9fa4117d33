package dev.keepsake.mesos.leveldb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;
import org.iq80.leveldb.impl.Iq80DBFactory;

/** A directory that another implementation of LevelDB has open and writes into. */
public final class Level implements Closeable {

    private final DB database;

    private Level(DB database) {
        this.database = database;
    }

    /** Opens a directory, or makes it. */
    public static Level open(Path directory, int writeBuffer) throws IOException {
        return open(directory, writeBuffer, CompressionType.NONE);
    }

    static Level open(Path directory, int writeBuffer, CompressionType compression) throws IOException {
        Options options = new Options()
                .createIfMissing(true)
                .compressionType(compression)
                .maxFileSize(1 << 20)
                .paranoidChecks(true)
                .writeBufferSize(writeBuffer);
        return new Level(Iq80DBFactory.factory.open(directory.toFile(), options));
    }

    /** Returns after the entry is on disk. */
    public void put(String key, byte[] value) throws IOException {
        database.put(bytes(key), value, new WriteOptions().sync(true));
    }

    /** Deletes keys in one step. */
    public void delete(List<String> keys) throws IOException {
        try (WriteBatch batch = database.createWriteBatch()) {
            keys.forEach(key -> batch.delete(bytes(key)));
            database.write(batch, new WriteOptions().sync(false));
        }
    }

    void compact() {
        database.compactRange(null, null);
    }

    /** Everything in it. */
    public SortedMap<String, byte[]> entries() {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        for (var entry : database) {
            entries.put(new String(entry.getKey(), StandardCharsets.ISO_8859_1), entry.getValue());
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        database.close();
    }

    /** A directory with tables on two levels and a log. */
    static void fill(Path directory, CompressionType compression) throws IOException {
        for (int round = 0; round < 3; round++) {
            try (Level level = open(directory, 1 << 16, compression)) {
                for (int i = 0; i < 6; i++) {
                    level.put(
                            String.format("%010d", round * 4 + i),
                            ("value " + round + i).getBytes(StandardCharsets.UTF_8));
                }
                level.delete(List.of(String.format("%010d", round)));
                if (round == 0) {
                    level.compact();
                }
            }
        }
    }

    /** The files of a directory that count. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            String.valueOf(file.getFileName()).matches("CURRENT|MANIFEST-.*|.*\\.(log|ldb|sst)"))
                    .sorted()
                    .toList();
        }
    }

    /** What Keepsake reads of a directory. */
    static SortedMap<String, String> read(Path directory, Path work) throws IOException {
        SortedMap<String, String> read = new TreeMap<>();
        try (Entries entries = Entries.read(directory, work)) {
            entries.forEach((key, value) -> read.put(key, new String(value, StandardCharsets.UTF_8)));
        }
        return read;
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }
}
