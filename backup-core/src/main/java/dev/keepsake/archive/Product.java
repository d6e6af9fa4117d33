package dev.keepsake.archive;

import java.util.Optional;

/** Which Keepsake writes. */
public final class Product {

    private Product() {}

    /** The version in the jar's manifest, or {@code development} when run from classes. */
    public static String version() {
        return Optional.ofNullable(Product.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
