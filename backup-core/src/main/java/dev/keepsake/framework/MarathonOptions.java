package dev.keepsake.framework;

import java.time.Duration;

/**
 * How apps, pods and groups are given back.
 *
 * @param path only what lies there or below; {@code /} for everything
 * @param force whether a deployment that holds an app is stopped for it
 * @param deleteOthers whether apps, pods and groups that are not in the backup go
 * @param patience how long to wait for deployments, those of the restore and those in its way
 */
public record MarathonOptions(String path, boolean force, boolean deleteOthers, Duration patience) {

    /** Refuses what is no path. */
    public MarathonOptions {
        if (!PathId.isOne(path) || patience.isNegative()) {
            throw new IllegalArgumentException("not a path of Marathon: " + path + ", or no time: " + patience);
        }
    }

    /** Whether a text is the path of a group, an app or a pod. */
    public static boolean isPath(String text) {
        return PathId.isOne(text);
    }
}
