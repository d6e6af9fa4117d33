package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Where in a log a record was found last, so that whoever follows a log does not go through all of it each time. What is
 * remembered counts only while that very record still begins there: a server may have truncated the file since.
 */
final class LogPlaces {

    /** Frame, session, cxid, zxid: with its checksum and its length, this is no other record. */
    private static final int HEAD = LogReader.FRAME + Long.BYTES + Integer.BYTES + Long.BYTES;

    private String log = "";
    private long offset;
    private ByteBuffer head = ByteBuffer.allocate(0);

    /** As {@link LogReader#placeBefore}. */
    long placeBefore(PinnedFiles.Pinned file, Zxid zxid) throws IOException {
        boolean known = file.name().equals(log)
                && head.limit() == HEAD
                && new Zxid(head.getLong(HEAD - Long.BYTES)).compareTo(zxid) < 0
                && head(file.channel(), offset).equals(head);
        long place = LogReader.placeBefore(file.channel(), zxid, known ? offset : LogReader.FILE_HEADER);
        if (place > 0) {
            log = file.name();
            offset = place;
            head = head(file.channel(), place);
        }
        return place;
    }

    private static ByteBuffer head(FileChannel channel, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, offset + bytes.position());
        }
        return bytes.flip();
    }
}
