package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * Reads transactions one by one: from a server's log file, or from a link, which is records as they stand in a log, one
 * behind the other, without a header. A record is given out only if its checksum and end byte agree.
 *
 * <p>A file's records end before the first byte that is not as it should be; {@link #end} says how, and the caller
 * decides, since a server may be writing there. In a link the same is a {@link CorruptException}. To read on in a file
 * that has grown, open another reader at {@link #offset}.
 */
public final class LogReader {

    /** The longest record taken for one. */
    public static final int MAX_RECORD = 256 << 20;

    static final int MAGIC = 0x5A4B4C47;
    static final int VERSION = 2;
    static final int FILE_HEADER = 16;
    static final int FRAME = 12;
    static final int TRANSACTION_HEADER = 32;
    private static final byte END = 0x42;
    private static final int BUFFER = 1 << 16;
    private static final int PADDING_LOOK = 1 << 20;

    private final ByteInput input;
    private final boolean link;
    private final Adler32 adler = new Adler32();
    private long offset;
    private @Nullable LogEnd end;

    private LogReader(InputStream in, String name, long offset, boolean link) {
        this.input = new ByteInput(in, name, offset, BUFFER, ByteInput.Watcher.NONE);
        this.link = link;
        this.offset = offset;
    }

    /**
     * Reads a log file, by position, so that one channel can serve many readers; the channel stays the caller's to close.
     *
     * @param offset 0 to begin with the file's header, else where a record begins
     */
    public static LogReader ofFile(FileChannel channel, String name, long offset) {
        if (offset < 0 || (offset > 0 && offset < FILE_HEADER)) {
            throw new IllegalArgumentException("no record begins at byte " + offset + " of " + name);
        }
        return new LogReader(new ChannelInput(channel, offset), name, offset, false);
    }

    /**
     * Where the last record before a zxid begins, as a place to begin reading at; 0, the file's header, when there is
     * none. Goes from frame to frame and looks at nothing else, since logs are long and what is wanted stands near their
     * end; whoever reads from there checks what is read.
     */
    static long placeBefore(FileChannel channel, Zxid zxid) throws IOException {
        return placeBefore(channel, zxid, FILE_HEADER);
    }

    /** The same from where a record is known to begin that is before the zxid. */
    static long placeBefore(FileChannel channel, Zxid zxid, long from) throws IOException {
        return new FrameWalk(channel).placeBefore(zxid, from);
    }

    /** Reads a link; the stream stays the caller's to close. */
    public static LogReader ofLink(InputStream in, String name) {
        return new LogReader(in, name, 0, true);
    }

    /** Writes a record just as it stands in a log. */
    public static void writeFramed(LogRecord record, OutputStream out) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        frame.putLong(record.checksum()).putInt(record.payload().length);
        out.write(frame.array());
        out.write(record.payload());
        out.write(END);
    }

    /** The next record, or empty at the end, and from then on. */
    public Optional<LogRecord> next() throws IOException {
        if (end == null) {
            try {
                return read();
            } catch (CorruptException e) {
                end = damaged(e);
            }
        }
        if (link && end.kind() == LogEnd.Kind.DAMAGED) {
            throw new CorruptException(end.reason());
        }
        return Optional.empty();
    }

    /** Where the next record would begin: behind the last one given out. */
    public long offset() {
        return offset;
    }

    /**
     * How the records ended, once {@link #next} was empty. Of zeros, the first MiB was looked at: what a server had not
     * yet forced to disk when its machine stopped fits in there, and is all that can stand behind lost blocks.
     */
    public LogEnd end() {
        if (end == null) {
            throw new IllegalStateException("not read to the end");
        }
        return end;
    }

    /** As {@link #end}, but looks at zeros up to the end of the file, often 64 MiB: for files that nobody writes now. */
    public LogEnd endToLastByte() throws IOException {
        LogEnd seen = end();
        if (seen.kind() == LogEnd.Kind.PADDING) {
            end = padding(Long.MAX_VALUE);
        }
        return end();
    }

    private Optional<LogRecord> read() throws IOException {
        if (!link && offset == 0 && !header()) {
            return Optional.empty();
        }
        int left = input.peek(FRAME);
        if (left == 0) {
            end = new LogEnd(LogEnd.Kind.CLEAN, offset, "the end, right behind a record or the header");
            return Optional.empty();
        }
        if (!link && input.areZero(Math.min(left, FRAME))) {
            end = padding(PADDING_LOOK);
            return Optional.empty();
        }
        LogRecord record = record();
        offset = input.offset();
        return Optional.of(record);
    }

    private boolean header() throws IOException {
        int left = input.peek(FILE_HEADER);
        if (input.areZero(Math.min(left, FILE_HEADER))) {
            end = left == 0 ? new LogEnd(LogEnd.Kind.CLEAN, 0, "an empty file") : padding(PADDING_LOOK);
            return false;
        }
        int magic = input.readInt("the header");
        int version = input.readInt("the header");
        input.readLong("the header");
        if (magic != MAGIC || version != VERSION) {
            throw input.corrupt("not a transaction log: it begins with " + Integer.toHexString(magic) + " version "
                    + version + ", expected " + Integer.toHexString(MAGIC) + " version " + VERSION);
        }
        offset = FILE_HEADER;
        return true;
    }

    private LogRecord record() throws IOException {
        long checksum = input.readLong("a record");
        int length = input.readInt("a record");
        if (length < TRANSACTION_HEADER || length > MAX_RECORD) {
            throw input.corrupt(
                    "the length of a record is " + length + ", expected " + TRANSACTION_HEADER + " to " + MAX_RECORD);
        }
        byte[] payload = input.readBytes(length, "a record");
        byte last = input.readByte("a record");
        adler.reset();
        adler.update(payload);
        if (checksum != adler.getValue()) {
            throw input.corrupt("the record that begins at byte " + offset + " says checksum "
                    + Long.toHexString(checksum) + ", its bytes have " + Long.toHexString(adler.getValue()));
        }
        if (last != END) {
            throw input.corrupt(
                    "the record that begins at byte " + offset + " ends with " + last + ", expected " + END);
        }
        ByteBuffer header = ByteBuffer.wrap(payload);
        long session = header.getLong();
        int cxid = header.getInt();
        Zxid zxid = new Zxid(header.getLong());
        return new LogRecord(zxid, session, cxid, header.getLong(), header.getInt(), checksum, payload);
    }

    private LogEnd padding(long look) throws IOException {
        if (input.passZeros(look)) {
            return new LogEnd(LogEnd.Kind.PADDING, offset, "zeros, written ahead of the records to come");
        }
        return damaged(input.corrupt("a byte that is not zero, behind zeros that begin at byte " + offset));
    }

    private LogEnd damaged(CorruptException damage) {
        return new LogEnd(LogEnd.Kind.DAMAGED, offset, String.valueOf(damage.getMessage()));
    }
}
