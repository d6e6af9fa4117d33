package dev.keepsake.catalog;

import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The records of a link, which are handed out before its seal was reached: so whoever closes it with enough of them reads on to
 * the seal, and fails where that does not hold. Else an object that nobody sealed could be believed as far as it was read.
 */
final class ToTheSeal extends InputStream {

    /** Behind the first of its records a link holds no more. */
    private static final int MOST_LEFT = RunRecords.MOST_BYTES;

    private final SealReader in;
    private boolean relied;
    private boolean failed;

    ToTheSeal(SealReader in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        failed = true;
        int got = in.read(bytes, offset, count);
        failed = false;
        relied = got >= 0;
        return got;
    }

    @Override
    public void close() throws IOException {
        boolean early = relied && !failed;
        relied = false;
        try (in) {
            if (early) {
                readOn();
            }
        }
    }

    private void readOn() throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = MOST_LEFT;
        for (int got = read(buffer, 0, buffer.length); got >= 0; got = read(buffer, 0, buffer.length)) {
            left -= got;
            if (left < 0) {
                throw new CorruptException(in.header().key() + " holds more than " + MOST_LEFT
                        + " bytes behind a record, and no link does");
            }
        }
    }
}
