package dev.keepsake.zookeeper;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Undoes the compression of a snapshot: none, gzip or snappy, found out from its first bytes, whatever its name says.
 * Only the seals inside say whether the snapshot is whole.
 */
public final class SnapshotCompression {

    private static final int GZIP_BUFFER = 1 << 16;

    private SnapshotCompression() {}

    /**
     * The snapshot's own bytes. Reading throws {@code CorruptException} where the compressed bytes are cut off or changed;
     * failures of {@code raw} itself pass unchanged. Closing closes {@code raw}.
     *
     * @param name what messages call it
     */
    public static InputStream decode(InputStream raw, String name) throws IOException {
        FaultNotingInput noting = new FaultNotingInput(raw);
        PushbackInputStream source = new PushbackInputStream(noting, SnappyInput.MAGIC.length);
        byte[] head = source.readNBytes(SnappyInput.MAGIC.length);
        source.unread(head);
        if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return new DecodedInput(noting, name, () -> new GZIPInputStream(source, GZIP_BUFFER));
        }
        if (Arrays.equals(head, SnappyInput.MAGIC)) {
            return new DecodedInput(noting, name, () -> new SnappyInput(source));
        }
        return source;
    }
}
