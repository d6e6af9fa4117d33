package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Measures sealing with and without encryption, in turns: a base's throughput, and the time for a small link. */
final class SealBenchmark {

    private static final String ARCHIVE = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final int ROUNDS = 8;
    private static final int SMALL_LINKS = 500;
    private static final double LEAST = 0.8;

    private SealBenchmark() {}

    /** Takes megabytes of plaintext; ends with 1 where encryption takes more than a fifth of the throughput. */
    public static void main(String[] arguments) throws IOException {
        byte[] base = text(Integer.parseInt(arguments[0]) << 20);
        byte[] link = Arrays.copyOf(base, 2_000);
        Signer signer = Signer.of(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));
        Sealing encrypting =
                Sealing.signed(ARCHIVE, signer).encryptedTo(ArchiveKey.opening(ARCHIVE, 1, ArchiveKey.generate()));
        double clear = 0;
        double encrypted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            clear = Math.max(clear, base.length / seconds(base, Sealing.CLEAR, 1) / 1e6);
            encrypted = Math.max(encrypted, base.length / seconds(base, encrypting, 1) / 1e6);
        }
        PrintStream out = System.out;
        out.printf("base: %.0f MB/s in the clear, %.0f encrypted, ratio %.2f%n", clear, encrypted, encrypted / clear);
        out.printf(
                "link of 2,000 bytes: %.2f ms in the clear, %.2f signed and encrypted%n",
                1e3 * seconds(link, Sealing.CLEAR, SMALL_LINKS) / SMALL_LINKS,
                1e3 * seconds(link, encrypting, SMALL_LINKS) / SMALL_LINKS);
        System.exit(encrypted < LEAST * clear ? 1 : 0);
    }

    private static double seconds(byte[] plain, Sealing sealing, int times) throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            SealHeader header = SealHeader.of(new ObjectKey("prod/benchmark"), plain.length, Map.of());
            try (SealWriter writer = new SealWriter(OutputStream.nullOutputStream(), header, sealing)) {
                writer.writeAll(new ByteArrayInputStream(plain));
                writer.finish();
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** What services keep in znodes, about as compressible. */
    private static byte[] text(int length) {
        Random random = new Random(1);
        byte[] text = new byte[length];
        for (int at = 0; at < length; ) {
            String line = "/service/app-" + random.nextInt(100_000) + "/instances/"
                    + Long.toHexString(random.nextLong()) + "{\"host\":\"10.0.3." + random.nextInt(255) + "\",\"port\":"
                    + random.nextInt(65_000) + "}";
            int step = Math.min(line.length(), length - at);
            System.arraycopy(line.getBytes(US_ASCII), 0, text, at, step);
            at += step;
        }
        return text;
    }
}
