package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * What tells one moment of a directory from another.
 *
 * @param manifest the MANIFEST that CURRENT names, with its length and checksum
 * @param logs the logs, with their sizes
 */
record DirectoryState(String manifest, SortedMap<String, Long> logs) {

    static DirectoryState of(Path directory) throws IOException {
        String name = Version.current(directory);
        return new DirectoryState(name + checksum(directory.resolve(name)), logs(directory));
    }

    /** The same of a directory in which something may be missing. */
    static DirectoryState lenient(Path directory) throws IOException {
        try {
            return of(directory);
        } catch (CorruptException | NoSuchFileException missing) {
            return new DirectoryState("", Files.isDirectory(directory) ? logs(directory) : new TreeMap<>());
        }
    }

    /** The same files; the newest log may have grown. */
    boolean isSameDatabaseAs(DirectoryState other) {
        return manifest.equals(other.manifest) && logs.keySet().equals(other.logs.keySet());
    }

    private static String checksum(Path manifest) throws IOException {
        CRC32C crc = new CRC32C();
        long length;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(manifest));
                CheckedInputStream checked = new CheckedInputStream(in, crc)) {
            length = checked.transferTo(OutputStream.nullOutputStream());
        }
        return " of " + length + " bytes with checksum " + crc.getValue();
    }

    private static SortedMap<String, Long> logs(Path directory) throws IOException {
        SortedMap<String, Long> logs = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = String.valueOf(file.getFileName());
                if (FileName.logNumber(name).isPresent()) {
                    logs.put(name, sizeOf(file));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return logs;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return -1;
        }
    }
}
