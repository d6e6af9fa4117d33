package dev.keepsake.config;

import java.util.List;

/**
 * A configuration, and where each of its values came from.
 *
 * @param settings every value in effect, defaults too, in the order in which the file is documented
 */
public record Configured<T>(T config, List<Setting> settings) {

    /** Keeps its own copy. */
    public Configured {
        settings = List.copyOf(settings);
    }
}
