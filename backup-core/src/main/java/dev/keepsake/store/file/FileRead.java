package dev.keepsake.store.file;

import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** An object's bytes from an offset on. */
final class FileRead extends InputStream {

    private static final int SLICE = 128 << 10;

    private final String doing;
    private final FileChannel channel;
    private long left;

    FileRead(String doing, Path file, long offset) throws IOException {
        this.doing = doing;
        this.channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            this.left = channel.size() - offset;
            if (left < 0) {
                throw new IllegalArgumentException(doing + ": offset " + offset + " is beyond its end");
            }
            channel.position(offset);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read() throws StoreException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws StoreException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        try {
            int count = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(Math.min(length, SLICE), left)));
            if (count < 0) {
                throw new StoreException.Unavailable(
                        doing + ": the file was cut by " + left + " bytes while it was read", null);
            }
            left -= count;
            return count;
        } catch (IOException e) {
            throw FileErrors.notDone(doing, e);
        }
    }

    @Override
    public void close() throws StoreException {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.notDone(doing, e);
        }
    }
}
