package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a directory of LevelDB holds: of every key its newest value, after all of the directory was read and checked. The
 * values lie in a file of their own, so memory holds only where each one is.
 */
public final class Entries implements Closeable {

    /** About 200 MB of memory; a log of the registry has three. */
    static final int MAX_KEYS = 1_000_000;

    private final SortedMap<String, Place> places = new TreeMap<>();
    private final Path file;
    private final FileChannel values;
    private long end;

    /** Where the newest value of a key is. */
    private record Place(long sequence, boolean deletion, long offset, int length) {}

    /** Takes entries. */
    @FunctionalInterface
    public interface Visitor {

        /** One key, as text of one byte a character, and its value. */
        void entry(String key, byte[] value) throws IOException;
    }

    private Entries(Path work) throws IOException {
        this.file = Files.createTempFile(work, "values-", ".keepsake");
        this.values = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Reads a directory that nobody writes into.
     *
     * @param work where the file with the values is made
     * @throws CorruptException when a piece is missing, cut or changed
     */
    public static Entries read(Path directory, Path work) throws IOException {
        Entries entries = new Entries(work);
        try {
            entries.load(directory);
            return entries;
        } catch (IOException | RuntimeException e) {
            entries.close();
            throw e;
        }
    }

    private void load(Path directory) throws IOException {
        Version version = Version.read(directory);
        for (Version.Table table : version.tables()) {
            TableReader.read(tableFile(directory, version, table.number()), table, this::put);
        }
        new LogReplay(version, this::put).read(logs(directory, version));
        places.values().removeIf(Place::deletion);
    }

    /** The file of a table that the MANIFEST names. */
    static Path tableFile(Path directory, Version version, long number) throws CorruptException {
        for (String name : List.of(FileName.table(number), FileName.oldTable(number))) {
            if (Files.exists(directory.resolve(name))) {
                return directory.resolve(name);
            }
        }
        throw new CorruptException(directory.resolve(FileName.table(number)) + " is missing, although "
                + version.manifest() + " names it");
    }

    /** The logs that hold what is in no table, the oldest first; the one that the MANIFEST names is among them. */
    static List<Path> logs(Path directory, Version version) throws IOException {
        SortedMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> FileName.logNumber(String.valueOf(file.getFileName()))
                    .filter(version::needs)
                    .ifPresent(number -> found.put(number, file)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (version.logNumber() != 0 && !found.containsKey(version.logNumber())) {
            throw new CorruptException(directory.resolve(FileName.log(version.logNumber())) + " is missing, although "
                    + version.manifest() + " names it; LevelDB would open this directory, without its newest entries");
        }
        return new ArrayList<>(found.values());
    }

    private void put(String key, long sequence, boolean deletion, byte[] value) throws IOException {
        Place known = places.get(key);
        if (known != null && known.sequence() == sequence) {
            throw new CorruptException("change " + sequence + " of key '" + key + "' stands there twice");
        }
        if (known != null && known.sequence() > sequence) {
            return;
        }
        long offset = end;
        ByteBuffer buffer = ByteBuffer.wrap(value);
        while (buffer.hasRemaining()) {
            values.write(buffer, offset + buffer.position());
        }
        end += value.length;
        places.put(key, new Place(sequence, deletion, offset, value.length));
        if (places.size() > MAX_KEYS) {
            throw new RefusedException("a replicated log with more than " + MAX_KEYS
                    + " live entries is beyond what Keepsake reads; its owner seems not to truncate it");
        }
    }

    /** How many keys there are. */
    public int size() {
        return places.size();
    }

    /** Shows every entry in the order of the keys; may be repeated. */
    public void forEach(Visitor visitor) throws IOException {
        for (var entry : places.entrySet()) {
            Place place = entry.getValue();
            ByteBuffer buffer = ByteBuffer.allocate(place.length());
            while (buffer.hasRemaining()) {
                if (values.read(buffer, place.offset() + buffer.position()) < 0) {
                    throw new CorruptException(file + " was cut while it was in use");
                }
            }
            visitor.entry(entry.getKey(), buffer.array());
        }
    }

    /** Removes the file with the values. */
    @Override
    public void close() throws IOException {
        values.close();
        Files.deleteIfExists(file);
    }
}
