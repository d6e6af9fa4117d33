package dev.keepsake.config;

import java.nio.file.Path;

/**
 * The replica of a replicated log on this machine: a Mesos master's, its overlay module's, or Aurora's.
 *
 * @param path its directory, such as {@code /var/lib/mesos/replicated_log}
 * @param workDir where a copy of it is made for the time of reading, with room for twice the log
 */
public record MesosLogConfig(String name, Path path, Path workDir) implements SourceConfig {

    /** Refuses what the reader would have reported. */
    public MesosLogConfig {
        Names.check(name);
        if (!path.isAbsolute() || !workDir.isAbsolute()) {
            throw new IllegalArgumentException("a relative directory: " + path + ", " + workDir);
        }
    }
}
