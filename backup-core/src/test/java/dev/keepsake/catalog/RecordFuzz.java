package dev.keepsake.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The body of a record behind a byte that says of which kind, with its hash put right. What is taken is written and read as an
 * equal record, and a manifest that is taken gives an answer to whatever is asked of it.
 */
final class RecordFuzz implements FuzzTarget {

    private static final ObjectKey KEY = new ObjectKey("prod/manifest/2026/11/20261122T030000Z.json");

    private static final List<Class<?>> KINDS = List.of(
            Manifest.class,
            Part.class,
            TapeRecord.class,
            Keyring.class,
            Hold.class,
            TombRecord.class,
            TombMark.class,
            Proof.class,
            RestoreRecord.class,
            SeenRecord.class,
            Upgrade.class,
            ArchiveRecord.class);

    @Override
    public void take(byte[] input) throws IOException {
        if (input.length > 0) {
            read(KINDS.get(Byte.toUnsignedInt(input[0]) % KINDS.size()), Arrays.copyOfRange(input, 1, input.length));
        }
    }

    private static <T> void read(Class<T> kind, byte[] body) throws IOException {
        T record = Json.read(KEY, framed(body), kind);
        T again = Json.read(KEY, Json.write(record), kind);
        if (kind != ArchiveRecord.class) { // which says who may read it anew whenever it is written
            assertThat(again).isEqualTo(record);
        }
        if (record instanceof Manifest manifest) {
            ask(manifest);
        }
    }

    private static void ask(Manifest manifest) throws IOException {
        assertThat(Fence.above(manifest.highestEpoch(), 0).epoch()).isBetween(1L, 0x7fff_ffffL);
        assertThat(manifest.shares()).isNotNull();
        assertThat(manifest.documents()).isNotNull();
        for (Part part : manifest.parts()) {
            assertThat(Needs.namedBy(part)).doesNotContainNull();
        }
    }

    static byte[] framed(byte[] body) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(
                ("{\"sha256\":\"" + HexFormat.of().formatHex(sha256(body)) + "\",\"body\":").getBytes(US_ASCII));
        frame.writeBytes(body);
        frame.writeBytes("}\n".getBytes(US_ASCII));
        return frame.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
