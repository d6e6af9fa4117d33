package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which files a database consists of, as its MANIFEST says: all edits from the first to the last, applied in order. */
final class Version {

    private static final String COMPARATOR = "leveldb.BytewiseComparator";
    private static final Pattern MANIFEST_NAME = Pattern.compile("MANIFEST-[0-9]{1,18}");
    private static final int MAX_CURRENT = 64;
    private static final int MAX_LEVEL = 6;

    private final SortedMap<Long, Table> tables = new TreeMap<>();
    private final String manifest;
    private long logNumber = -1;
    private long previousLog;
    private long nextFile = -1;
    private long lastSequence = -1;

    /** A table, with its first and its last key as LevelDB keeps them: with sequence and type behind. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Table(long number, int level, long size, byte[] smallest, byte[] largest) {}

    private Version(String manifest) {
        this.manifest = manifest;
    }

    /** The name of the MANIFEST that CURRENT points to. */
    static String current(Path directory) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(directory.resolve(FileName.CURRENT))) {
            content = in.readNBytes(MAX_CURRENT);
        } catch (NoSuchFileException e) {
            throw new CorruptException(
                    directory + " has no file CURRENT, so it is no directory of a replicated log, or not a whole one",
                    e);
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\n") || !MANIFEST_NAME.matcher(text.strip()).matches()) {
            throw new CorruptException(directory.resolve(FileName.CURRENT)
                    + ": expected the name of a MANIFEST and the end of a line, found " + content.length + " bytes");
        }
        return text.strip();
    }

    static Version read(Path directory) throws IOException {
        Path file = directory.resolve(current(directory));
        Version version = new Version(file.toString());
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), RecordReader.BLOCK)) {
            RecordReader records = new RecordReader(in, version.manifest);
            for (Optional<byte[]> edit = records.next(); edit.isPresent(); edit = records.next()) {
                version.apply(new Cursor(edit.get(), "an edit in " + version.manifest));
            }
        } catch (NoSuchFileException e) {
            throw new CorruptException(file + " is missing, although CURRENT names it", e);
        }
        version.requireWhole();
        return version;
    }

    private void requireWhole() throws CorruptException {
        if (logNumber < 0 || nextFile < 0 || lastSequence < 0) {
            throw new CorruptException(manifest + " does not say which log is in use, or how far it got");
        }
    }

    private void apply(Cursor edit) throws CorruptException {
        while (edit.hasMore()) {
            int tag = edit.count();
            switch (tag) {
                case 1 -> requireComparator(edit);
                case 2 -> logNumber = number(edit);
                case 3 -> nextFile = number(edit);
                case 4 -> lastSequence = number(edit);
                case 5 -> {
                    level(edit);
                    edit.prefixed();
                }
                case 6 -> remove(edit);
                case 7 -> add(edit);
                case 9 -> previousLog = number(edit);
                default -> throw edit.corrupt("an entry of the unknown kind " + tag);
            }
        }
    }

    private static void requireComparator(Cursor edit) throws CorruptException {
        String name = new String(edit.prefixed(), StandardCharsets.ISO_8859_1);
        if (!name.equals(COMPARATOR)) {
            throw edit.corrupt("keys in the order of '" + name + "' instead of '" + COMPARATOR + "'");
        }
    }

    private static long number(Cursor edit) throws CorruptException {
        long number = edit.varint();
        if (number < 0) {
            throw edit.corrupt("the number " + Long.toUnsignedString(number));
        }
        return number;
    }

    private static int level(Cursor edit) throws CorruptException {
        int level = edit.count();
        if (level > MAX_LEVEL) {
            throw edit.corrupt("level " + level);
        }
        return level;
    }

    private void remove(Cursor edit) throws CorruptException {
        int level = level(edit);
        long number = number(edit);
        Table table = tables.remove(number);
        if (table == null || table.level() != level) {
            throw edit.corrupt("table " + number + " is taken from level " + level + ", where it is not");
        }
    }

    private void add(Cursor edit) throws CorruptException {
        int level = level(edit);
        long number = number(edit);
        Table table = new Table(number, level, number(edit), edit.prefixed(), edit.prefixed());
        if (tables.putIfAbsent(number, table) != null) {
            throw edit.corrupt("table " + number + " is added a second time");
        }
    }

    Collection<Table> tables() {
        return tables.values();
    }

    /** Whether what stands in a log is not in the tables yet. */
    boolean needs(long log) {
        return log >= logNumber || (log == previousLog && log != 0);
    }

    /** The log that was in use when the last edit was written; 0 when none was. */
    long logNumber() {
        return logNumber;
    }

    /** How many changes had been made when the last edit was written. */
    long lastSequence() {
        return lastSequence;
    }

    String manifest() {
        return manifest;
    }
}
