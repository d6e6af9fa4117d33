package dev.keepsake.archive;

import java.util.Arrays;
import java.util.Optional;

/** How the blocks of a sealed object are packed. */
public enum Codec {
    /** Every block that gets smaller by it is one zstd frame; the others are stored as they are. */
    ZSTD("zstd"),
    /** Every block is stored as it is. */
    NONE("none");

    private final String label;

    Codec(String label) {
        this.label = label;
    }

    /** The word for it in a header. */
    public String label() {
        return label;
    }

    /** The codec of that word, if this version knows it. */
    public static Optional<Codec> labelled(String label) {
        return Arrays.stream(values())
                .filter(codec -> codec.label.equals(label))
                .findFirst();
    }
}
