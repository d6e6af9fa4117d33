package dev.keepsake.config;

import java.io.IOException;
import java.util.List;

/**
 * A configuration that cannot be used. Holds every problem found, each on a line that says where it is and what to do;
 * nothing was done, and repeating gives the same until somebody changes the configuration.
 */
public final class ConfigException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String[] problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    /** What is wrong: the file's problems from its top to its end, then those of environment and flags. */
    public List<String> problems() {
        return List.of(problems);
    }
}
