package dev.keepsake.config;

import dev.keepsake.artefact.Zxid;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A blank ZooKeeper server to restore onto, as a command line asks for it.
 *
 * @param target the last transaction to replay
 * @param epoch the epoch that the ensemble will start with
 * @param keepSessions whether open sessions and their ephemeral znodes come back
 * @param expectedHash what the first server's restore printed
 * @param targetVersion which ZooKeeper will be started on it
 * @param extendedTypes whether it runs with extended types
 * @param elsewhere whether nothing is to be written, and the target is another machine
 */
public record SeedRequest(
        Path dataDir,
        Path logDir,
        Zxid target,
        long epoch,
        boolean keepSessions,
        Optional<String> expectedHash,
        Optional<String> targetVersion,
        boolean extendedTypes,
        boolean elsewhere) {

    /** The same on another machine, only to know what would be written there: this one's directories do not count. */
    public SeedRequest onAnotherMachine() {
        return new SeedRequest(
                dataDir, logDir, target, epoch, keepSessions, expectedHash, targetVersion, extendedTypes, true);
    }
}
