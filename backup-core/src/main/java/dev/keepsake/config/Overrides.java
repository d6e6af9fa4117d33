package dev.keepsake.config;

import java.util.Map;

/**
 * What flags say, keyed by the dotted names of the file: {@code cluster}, {@code node}, {@code state-dir},
 * {@code store.url}, {@code store.s3.endpoint}, {@code store.s3.region}, {@code store.s3.path-style}, {@code store.s3.ca-file},
 * {@code store.s3.proxy}, {@code encryption.kms.endpoint}, {@code log.format}, {@code log.level}.
 */
public record Overrides(Map<String, String> values) {

    /** No flag was given. */
    public static final Overrides NONE = new Overrides(Map.of());

    /** Refuses names that no flag has, which only a mistake in this program can bring. */
    public Overrides {
        values = Map.copyOf(values);
        for (String name : values.keySet()) {
            if (Key.named(name).isEmpty()) {
                throw new IllegalArgumentException("no flag sets '" + name + "'");
            }
        }
    }
}
