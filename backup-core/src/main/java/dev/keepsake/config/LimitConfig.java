package dev.keepsake.config;

import java.util.OptionalLong;

/**
 * How fast a store may be written to and read from.
 *
 * @param upload bytes per second
 * @param download bytes per second
 */
public record LimitConfig(OptionalLong upload, OptionalLong download) {

    /** As fast as it goes. */
    public static final LimitConfig NONE = new LimitConfig(OptionalLong.empty(), OptionalLong.empty());
}
