package dev.keepsake.config;

import dev.keepsake.archive.Product;

/** Which Keepsake this is. */
public final class Version {

    private Version() {}

    /** The version in the jar's manifest, or {@code development} when run from classes. */
    public static String current() {
        return Product.version();
    }
}
