package dev.keepsake.config;

import dev.keepsake.artefact.Zxid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A throw-away ZooKeeper server to restore onto, as a command line asks for it.
 *
 * @param home where the server is installed; empty for the one that the distribution holds
 * @param lib where the distribution's jars are
 * @param work where the temporary directory is made
 * @param target the last transaction to replay
 * @param epoch the epoch that the server starts with
 * @param limit how long it may take until it serves
 */
public record DrillRequest(Optional<Path> home, Path lib, Path work, Zxid target, long epoch, Duration limit) {}
