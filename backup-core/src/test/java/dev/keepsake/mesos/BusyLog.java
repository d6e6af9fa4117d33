package dev.keepsake.mesos;

import dev.keepsake.artefact.Pause;
import dev.keepsake.mesos.leveldb.Level;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A replica that writes as fast as a disk would let it, as Mesos does: each position first performed, then learned, both forced to disk;
 * now and then a truncation, after which the keys below it are deleted. Its logs are small, so tables come and go all the
 * time.
 */
final class BusyLog implements Closeable {

    private static final int WRITE_BUFFER = 1 << 18;
    private static final int TRUNCATE_EVERY = 50;
    private static final int KEPT = 20;
    private static final Duration FORCING = Duration.ofMillis(1);

    private final Path directory;
    private final Thread writer;
    private volatile boolean stopped;
    private volatile long acknowledged = -1;
    private volatile long attempted = -1;
    private volatile long truncatedTo;
    private volatile @Nullable IOException failure;

    private BusyLog(Path directory) {
        this.directory = directory;
        this.writer = new Thread(this::write, "busy log");
    }

    static BusyLog start(Path directory) {
        BusyLog log = new BusyLog(directory);
        log.writer.start();
        return log;
    }

    private void write() {
        try (Level level = Level.open(directory, WRITE_BUFFER)) {
            level.put(Position.METADATA, new Metadata(Metadata.Status.VOTING, 1).record());
            for (long position = 0; !stopped; position++) {
                if (position % TRUNCATE_EVERY == TRUNCATE_EVERY - 1) {
                    truncate(level, position, Math.max(0, position - KEPT));
                } else {
                    write(
                            level,
                            position,
                            Action.Kind.APPEND,
                            new Message.Builder().bytes(1, value(position)).build());
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void write(Level level, long position, Action.Kind kind, byte[] value) throws IOException {
        attempted = position;
        Action action = Action.learned(position, 1, kind, value, "busy log");
        level.put(Position.key(position), performed(action));
        level.put(Position.key(position), action.raw());
        acknowledged = position;
        // a disk takes that long, and where forcing costs nothing no copy would ever be fast enough
        Pause.REAL.of(FORCING);
    }

    private void truncate(Level level, long position, long to) throws IOException {
        write(
                level,
                position,
                Action.Kind.TRUNCATE,
                new Message.Builder().number(1, to).build());
        List<String> keys = new ArrayList<>();
        for (long below = truncatedTo; below < to; below++) {
            keys.add(Position.key(below));
        }
        truncatedTo = to;
        level.delete(keys);
    }

    /** The same record before it was learned. */
    private static byte[] performed(Action action) throws IOException {
        byte[] known = Message.parse(action.raw(), "busy log").required(3).without(Set.of(4));
        return new Message.Builder().number(1, 2).bytes(3, known).build();
    }

    /** What is appended at a position: any number of bytes from few to many. */
    static byte[] value(long position) {
        byte[] bytes = new byte[20 + (int) (position * 7919 % 3000)];
        new Random(position).nextBytes(bytes);
        System.arraycopy(
                Long.toString(position).getBytes(StandardCharsets.US_ASCII),
                0,
                bytes,
                0,
                Long.toString(position).length());
        return bytes;
    }

    Path directory() {
        return directory;
    }

    /** The last position that is learned and on disk, after so many more were written. */
    long acknowledgedAfter(int more) throws IOException {
        long from = acknowledged;
        while (acknowledged < from + more) {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
            Thread.onSpinWait();
        }
        return acknowledged;
    }

    long attempted() {
        return attempted;
    }

    long truncatedTo() {
        return truncatedTo;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
