package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * The end of a snapshot: a seal, then what newer servers append, each with a seal of its own. The checksum runs over
 * everything from the file's first byte, earlier seals included. What was appended shows in the number of bytes that
 * are left: a last zxid and its seal have 21, a digest and its seal always more.
 */
final class SnapshotSeals implements ByteInput.Watcher {

    private static final int LAST_ZXID_AND_SEAL = 21;
    private static final int NUMERIC_DIGEST = 2;
    private static final int MAX_HEX = 16;

    private final Adler32 adler = new Adler32();
    private @Nullable SnapshotDigest digest;
    private @Nullable Zxid lastZxid;

    @Override
    public void passed(byte[] bytes, int from, int length) {
        adler.update(bytes, from, length);
    }

    Optional<SnapshotDigest> digest() {
        return Optional.ofNullable(digest);
    }

    Optional<Zxid> lastZxid() {
        return Optional.ofNullable(lastZxid);
    }

    void readTrailers(ByteInput input) throws IOException {
        int left = input.peek(LAST_ZXID_AND_SEAL + 1);
        if (left > LAST_ZXID_AND_SEAL) {
            digest = readDigest(input);
            readSeal(input);
            left = input.peek(LAST_ZXID_AND_SEAL + 1);
        }
        if (left > 0) {
            lastZxid = new Zxid(input.readLong("the last zxid"));
            readSeal(input);
        }
        if (input.peek(1) > 0) {
            throw input.corrupt("bytes follow the last seal, expected the end");
        }
        input.show();
    }

    void readSeal(ByteInput input) throws IOException {
        input.show();
        long computed = adler.getValue();
        long stated = input.readLong("a seal");
        int length = input.readInt("a seal");
        byte slash = input.readByte("a seal");
        if (stated != computed) {
            throw input.corrupt("the seal says checksum " + Long.toHexString(stated) + ", the bytes before it have "
                    + Long.toHexString(computed) + ": the snapshot was changed, or is being rewritten");
        }
        if (length != 1 || slash != '/') {
            throw input.corrupt("the seal does not end with a slash");
        }
    }

    private static SnapshotDigest readDigest(ByteInput input) throws IOException {
        Zxid zxid = new Zxid(input.readLong("the digest"));
        int version = input.readInt("the digest");
        long value = version < NUMERIC_DIGEST ? readHex(input) : input.readLong("the digest");
        return new SnapshotDigest(zxid, version, value);
    }

    /** Versions before 2 were never in a release, but ZooKeeper reads them. */
    private static long readHex(ByteInput input) throws IOException {
        int length = input.readInt("the digest");
        if (length == -1) {
            return 0;
        }
        if (length < 0 || length > MAX_HEX) {
            throw input.corrupt("the length of the digest is " + length + ", expected -1 to " + MAX_HEX);
        }
        String text = input.readText(length, "the digest");
        try {
            return Long.parseUnsignedLong(text, MAX_HEX);
        } catch (NumberFormatException e) {
            throw input.corrupt("the digest is '" + text + "', expected a hex number");
        }
    }
}
