package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteOptions;
import org.iq80.leveldb.impl.Iq80DBFactory;

/** The replicated log of a Mesos master as the master writes it: a registry, and the truncation of what was before. */
final class MasterLog {
    private static final long POSITION = 41;
    private static final int APPEND = 2;
    private static final int TRUNCATE = 3;
    private static final String STATE = "0000000000";

    private MasterLog() {}

    /** Writes the whole log. */
    static void write(Path directory, byte[] registry) throws IOException {
        write(directory, registry, true);
    }

    /** Writes one that has not learned the last position. */
    static void writeHoled(Path directory, byte[] registry) throws IOException {
        write(directory, registry, false);
    }

    private static void write(Path directory, byte[] registry, boolean whole) throws IOException {
        Files.createDirectories(directory);
        try (DB database = open(directory)) {
            put(
                    database,
                    STATE,
                    new Message().with(1, 3).with(4, new Message().with(1, 1).with(2, 7)));
            put(database, key(POSITION), record(POSITION, APPEND, true, new Message().with(1, operation(registry))));
            if (whole) {
                put(database, key(POSITION + 1), record(POSITION + 1, TRUNCATE, true, new Message().with(1, POSITION)));
            }
        }
    }

    /** The bytes appended at the only position that holds any, in a log that anybody may vote with. */
    static byte[] appended(Path directory) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        try (DB database = open(directory)) {
            database.forEach(
                    entry -> entries.put(new String(entry.getKey(), StandardCharsets.US_ASCII), entry.getValue()));
        }
        String expected = STATE + " " + key(POSITION) + " " + key(POSITION + 1);
        if (!String.join(" ", entries.keySet()).equals(expected)) {
            throw new IOException(directory + " holds " + entries.keySet() + ", not " + expected);
        }
        return Objects.requireNonNull(entries.get(key(POSITION)));
    }

    /** What the whole log has at the position of the registry. */
    static byte[] expected(byte[] registry) {
        return record(POSITION, APPEND, true, new Message().with(1, operation(registry)))
                .bytes();
    }

    private static DB open(Path directory) throws IOException {
        Options options = new Options().createIfMissing(true).compressionType(CompressionType.NONE);
        return Iq80DBFactory.factory.open(directory.toFile(), options);
    }

    private static void put(DB database, String key, Message value) {
        database.put(key.getBytes(StandardCharsets.US_ASCII), value.bytes(), new WriteOptions().sync(true));
    }

    private static String key(long position) {
        return String.format("%010d", position + 1);
    }

    private static Message record(long position, int type, boolean learned, Message body) {
        Message action = new Message()
                .with(1, position)
                .with(2, 7)
                .with(3, 7)
                .with(4, learned ? 1 : 0)
                .with(5, type)
                .with(type == APPEND ? 7 : 8, body);
        return new Message().with(1, 2).with(3, action);
    }

    private static Message operation(byte[] registry) {
        Message entry = new Message().with(1, "registry").with(2, new byte[16]).with(3, registry);
        return new Message().with(1, 1).with(2, new Message().with(1, entry));
    }
}
