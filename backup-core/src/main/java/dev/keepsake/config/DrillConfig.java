package dev.keepsake.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the agent drills.
 *
 * @param home where the server to start is installed; empty for the one that the distribution holds
 * @param work where the temporary directory is made
 * @param readyWithin how long the server may take until it serves
 */
public record DrillConfig(Optional<Path> home, Path work, Duration readyWithin) {

    /** Refuses what the reader would have reported. */
    public DrillConfig {
        if (!work.isAbsolute() || home.filter(path -> !path.isAbsolute()).isPresent()) {
            throw new IllegalArgumentException("a relative directory: " + work + ", " + home);
        }
    }
}
