package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the changes that stand in logs and not in tables yet. Every change has the number after the one before it, also
 * from one log to the next, so a piece that is missing between two others shows; LevelDB itself does not look.
 */
final class LogReplay {

    private static final int DELETION = 0;
    private static final int VALUE = 1;

    private final Version version;
    private final EntrySink sink;
    private long reached = -1;

    LogReplay(Version version, EntrySink sink) {
        this.version = version;
        this.sink = sink;
    }

    /** Reads these logs, the oldest first. */
    void read(List<Path> logs) throws IOException {
        for (Path log : logs) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(log), RecordReader.BLOCK)) {
                RecordReader records = new RecordReader(in, log.toString());
                for (Optional<byte[]> batch = records.next(); batch.isPresent(); batch = records.next()) {
                    apply(new Cursor(batch.get(), "a batch in " + log), log);
                }
            }
        }
        if (reached >= 0 && reached < version.lastSequence()) {
            throw new CorruptException("the logs end with change " + reached + ", but " + version.manifest()
                    + " knows of change " + version.lastSequence() + ": the end of " + logs.get(logs.size() - 1)
                    + " is missing");
        }
    }

    private void apply(Cursor batch, Path log) throws IOException {
        long sequence = batch.fixed64();
        int count = batch.fixed32();
        requireNext(sequence, log);
        for (int i = 0; i < count; i++) {
            int type = batch.unsignedByte();
            if (type != DELETION && type != VALUE) {
                throw batch.corrupt("a change of the unknown type " + type);
            }
            String key = new String(batch.prefixed(), StandardCharsets.ISO_8859_1);
            sink.entry(key, sequence + i, type == DELETION, type == VALUE ? batch.prefixed() : new byte[0]);
        }
        if (batch.hasMore() || count < 0) {
            throw batch.corrupt("something behind the last of " + count + " changes");
        }
        reached = sequence + count - 1;
    }

    private void requireNext(long sequence, Path log) throws CorruptException {
        long expected = reached < 0 ? version.lastSequence() + 1 : reached + 1;
        boolean good = reached < 0 ? sequence > 0 && sequence <= expected : sequence == expected;
        if (!good) {
            throw new CorruptException(log + ": change " + sequence + " follows where change " + expected
                    + " is expected: something between them is missing");
        }
    }
}
