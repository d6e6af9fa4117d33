package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies a directory of LevelDB that is in use, and reads the copy. Nothing is written, locked or held open in the
 * directory itself.
 *
 * <p>The copy is whole because CURRENT, the MANIFEST and the names of the logs are the same before and after it (so the
 * database consisted of these files at every moment between), because every table is there with the size and the keys
 * that the MANIFEST says, and because the changes in the logs follow one on the other. When the database went on
 * meanwhile, the copy is thrown away and made again.
 */
public final class HotCopy {

    /** With the growing pauses between them these are about ten seconds. */
    private static final int ATTEMPTS = 24;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);

    /** A large change is written in pieces, and a kernel with much to write may take its time between two of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path directory;
    private final Path work;
    private final long maxBytes;
    private final Pause pause;

    /**
     * A copy to be made.
     *
     * @param work where it is made, for the time of reading; as much room is needed there as the log has, twice
     * @param maxBytes a directory that has more in it is refused
     */
    public HotCopy(Path directory, Path work, long maxBytes, Pause pause) {
        this.directory = directory;
        this.work = work;
        this.maxBytes = maxBytes;
        this.pause = pause;
    }

    /** Copies and reads; the copy is gone when this returns. */
    public Entries read() throws IOException {
        Duration wait = FIRST_PAUSE;
        Duration last = wait;
        Duration stood = Duration.ZERO;
        Optional<DirectoryState> before = Optional.empty();
        String fault = "";
        for (int attempt = 1; ; attempt++) {
            DirectoryState now;
            IOException failure;
            try {
                now = DirectoryState.of(directory);
                Optional<Entries> entries = tryOnce(now);
                if (entries.isPresent()) {
                    return entries.get();
                }
                failure = new RefusedException(directory + " changed during each of " + attempt
                        + " copies of it; run again when less is written into the log");
            } catch (CorruptException | NoSuchFileException e) {
                now = DirectoryState.lenient(directory);
                failure = named(e);
            }
            boolean stands = before.equals(Optional.of(now)) && fault.equals(failure.getMessage());
            stood = stands ? stood.plus(last) : Duration.ZERO;
            boolean lasting = stands && (!isBeingWritten(now, failure) || stood.compareTo(PATIENCE) >= 0);
            if ((lasting && failure instanceof CorruptException) || attempt == ATTEMPTS) {
                throw failure;
            }
            before = Optional.of(now);
            fault = String.valueOf(failure.getMessage());
            pause.of(wait);
            last = wait;
            wait = wait.compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : wait;
        }
    }

    /** Whether it may only be that a change is not yet written to its end. */
    private static boolean isBeingWritten(DirectoryState state, IOException failure) {
        return !state.logs().isEmpty()
                && String.valueOf(failure.getMessage()).contains(state.logs().lastKey() + RecordReader.CUT);
    }

    /** Empty when the database went on while it was copied. */
    private Optional<Entries> tryOnce(DirectoryState state) throws IOException {
        Path copy = Files.createTempDirectory(work, "replicated-log-");
        @Nullable Entries entries = null;
        try {
            new Copying(copy).all();
            if (!DirectoryState.of(directory).isSameDatabaseAs(state)) {
                return Optional.empty();
            }
            entries = Entries.read(copy, work);
            return Optional.of(entries);
        } finally {
            remove(copy);
        }
    }

    /** Messages name the live directory, not the copy that is gone by then. */
    private IOException named(IOException failure) {
        String message = String.valueOf(failure.getMessage())
                .replaceAll(
                        Pattern.quote(work.toString()) + "/replicated-log-[0-9]+",
                        Matcher.quoteReplacement(directory.toString()));
        return failure instanceof CorruptException
                ? new CorruptException(message, failure)
                : new CorruptException(message + " is missing", failure);
    }

    private static void remove(Path copy) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(copy)) {
            all.forEach(files::add);
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(copy);
    }

    /** One copy of what the MANIFEST needs. */
    private final class Copying {

        private final Path copy;
        private long room = maxBytes;

        Copying(Path copy) {
            this.copy = copy;
        }

        /** First the MANIFEST, which then says what else: a file that is gone by then makes this copy fail. */
        void all() throws IOException {
            String manifest = Version.current(directory);
            one(FileName.CURRENT);
            one(manifest);
            Version version = Version.read(copy);
            for (Path log : Entries.logs(directory, version)) {
                one(String.valueOf(log.getFileName()));
            }
            for (Version.Table table : version.tables()) {
                one(String.valueOf(
                        Entries.tableFile(directory, version, table.number()).getFileName()));
            }
        }

        private void one(String name) throws IOException {
            try (InputStream in = new FilterInputStream(Files.newInputStream(directory.resolve(name))) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    int count = super.read(bytes, from, length);
                    room -= Math.max(0, count);
                    if (room < 0) {
                        throw new RefusedException(directory + " holds more than " + maxBytes
                                + " bytes, which is beyond what Keepsake copies of a replicated log");
                    }
                    return count;
                }
            }) {
                Files.copy(in, copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
