package dev.keepsake.catalog;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** What tells what one writer writes from what another one does at the same time: 16 random hex digits. */
final class Nonce {

    private static final int BYTES = 8;

    private Nonce() {}

    static String of(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
