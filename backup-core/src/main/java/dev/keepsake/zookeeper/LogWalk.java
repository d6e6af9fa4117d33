package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the records of a server's logs in the order of the files, and tells of each how it follows the one before
 * it. A record that stands there twice with equal bytes is shown once; any other step back is damage, and nothing behind
 * it is shown.
 */
final class LogWalk {

    private final PinnedFiles files;
    private final Judge judge;
    private int log;
    private @Nullable LogReader reader;
    private @Nullable LogRecord previous;
    private boolean damageBehind;
    private @Nullable LogReader left;
    private String end = "";
    private boolean steppedBack;

    /**
     * A record in its place.
     *
     * @param log the place of its file among the pinned logs
     * @param offset where in that file it begins
     * @param proven whether it is proven to follow the record before it; the first one shown is not
     */
    record Step(LogRecord record, int log, long offset, boolean proven) {}

    /** Says whether one record is proven to follow another. */
    @FunctionalInterface
    interface Judge {

        /** Whether no committed transaction can lie between the two; {@code damageBetween} tells that a file broke off there. */
        boolean proves(LogRecord before, LogRecord next, boolean damageBetween) throws IOException;

        /** Whether a log ends before a step back, as before damage, because nobody will ever clean these files. */
        default boolean endsAtStepBack() {
            return false;
        }
    }

    /** Begins at an offset of one of the pinned logs, 0 for its beginning. */
    LogWalk(PinnedFiles files, Judge judge, int log, long offset) {
        this.files = files;
        this.judge = judge;
        this.log = log;
        if (log < files.logs().size()) {
            open(offset);
        }
    }

    /** Begins right before a zxid, or with the log that begins before it, so that its own record is among the first. */
    static LogWalk before(PinnedFiles files, Judge judge, Zxid zxid) throws IOException {
        int log = files.logCovering(zxid);
        long offset = log < files.logs().size() ? files.placeBefore(log, zxid) : 0;
        return new LogWalk(files, judge, log, offset);
    }

    /** The next record, or empty at the end of what is on the disk now. */
    Optional<Step> next() throws IOException {
        while (reader != null) {
            long offset = reader.offset();
            Optional<LogRecord> record = reader.next();
            if (record.isEmpty()) {
                leave(reader);
            } else if (isBack(record.get())) {
                breakOff(record.get(), offset);
            } else if (!repeats(record.get())) {
                boolean proven = previous != null && proves(previous, record.get());
                Step step = new Step(record.get(), log, offset, proven);
                previous = record.get();
                damageBehind = false;
                left = null;
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** Why the last file could not be read further; empty when it ended as logs end. */
    String damage() {
        return end;
    }

    /** Whether it ended before a record that steps back, so that nothing is known of what stands behind. */
    boolean steppedBack() {
        return steppedBack;
    }

    /**
     * Within an epoch the counter shows what is missing. Across an epoch change the zeros behind the last record must be
     * zeros to the end of that file, or blocks of records may have been lost there.
     */
    private boolean proves(LogRecord before, LogRecord next) throws IOException {
        boolean newEpoch = next.zxid().epoch() != before.zxid().epoch();
        if (newEpoch && left != null) {
            damageBehind |= left.endToLastByte().kind() == LogEnd.Kind.DAMAGED;
        }
        return judge.proves(before, next, damageBehind);
    }

    private void leave(LogReader finished) {
        LogEnd why = finished.end();
        boolean damaged = why.kind() == LogEnd.Kind.DAMAGED;
        end = damaged ? why.reason() : "";
        damageBehind = damageBehind || damaged;
        left = finished;
        log++;
        reader = null;
        if (log < files.logs().size()) {
            open(0);
        }
    }

    private void open(long offset) {
        PinnedFiles.Pinned file = files.logs().get(log);
        reader = LogReader.ofFile(file.channel(), file.name(), offset);
    }

    private boolean repeats(LogRecord record) {
        return previous != null
                && record.zxid().equals(previous.zxid())
                && Arrays.equals(record.payload(), previous.payload());
    }

    private boolean isBack(LogRecord record) {
        return previous != null && record.zxid().compareTo(previous.zxid()) <= 0 && !repeats(record);
    }

    private void breakOff(LogRecord record, long offset) throws CorruptException {
        String what = "the server's log " + files.logs().get(log).name() + " has " + record.zxid() + " at offset "
                + offset + (previous == null ? "" : " after " + previous.zxid())
                + ": not a history that can be followed";
        if (!judge.endsAtStepBack()) {
            throw new CorruptException(what + "; it becomes readable again when the server has purged that file");
        }
        end = what;
        steppedBack = true;
        reader = null;
    }
}
