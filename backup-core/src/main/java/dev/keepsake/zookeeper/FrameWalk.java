package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Goes through a log by the lengths in its frames alone, up to the first that cannot be one. */
final class FrameWalk {

    private static final int BUFFER = 1 << 16;
    private static final int ZXID = LogReader.FRAME + Long.BYTES + Integer.BYTES;
    private static final int HEAD = ZXID + Long.BYTES;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private long start;

    FrameWalk(FileChannel channel) {
        this.channel = channel;
    }

    long placeBefore(Zxid zxid, long from) throws IOException {
        boolean isLog = has(0, LogReader.FILE_HEADER)
                && buffer.getInt(0) == LogReader.MAGIC
                && buffer.getInt(Integer.BYTES) == LogReader.VERSION;
        long found = 0;
        long offset = from;
        while (isLog && has(offset, HEAD)) {
            int at = (int) (offset - start);
            int length = buffer.getInt(at + Long.BYTES);
            boolean isRecord = length >= LogReader.TRANSACTION_HEADER && length <= LogReader.MAX_RECORD;
            if (!isRecord || new Zxid(buffer.getLong(at + ZXID)).compareTo(zxid) >= 0) {
                break;
            }
            found = offset;
            offset += LogReader.FRAME + length + 1L;
        }
        return found;
    }

    /** Whether the file has this many bytes there, which then are in the buffer. */
    private boolean has(long offset, int count) throws IOException {
        if (offset >= start && offset + count <= start + buffer.limit()) {
            return true;
        }
        buffer.clear();
        start = offset;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, start + buffer.position());
            if (read < 0) {
                break;
            }
        }
        buffer.flip();
        return buffer.limit() >= count;
    }
}
