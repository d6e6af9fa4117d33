package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A decoder whose complaints become {@link CorruptException}s that name the file. */
final class DecodedInput extends InputStream {

    private final FaultNotingInput raw;
    private final String name;
    private final Opening opening;
    private @Nullable InputStream decoder;

    DecodedInput(FaultNotingInput raw, String name, Opening opening) {
        this.raw = raw;
        this.name = name;
        this.opening = opening;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            if (decoder == null) {
                decoder = opening.open();
            }
            int count = decoder.read(bytes, offset, length);
            raw.check();
            return count;
        } catch (IOException e) {
            raw.check();
            throw new CorruptException(
                    name + ": cannot be decompressed (" + e.getMessage()
                            + "): it was cut off or changed, or is still being written",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        if (decoder != null) {
            decoder.close();
        }
        raw.close();
    }

    /** Opens the decoder, which may already read. */
    interface Opening {
        InputStream open() throws IOException;
    }
}
