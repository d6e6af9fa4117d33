package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a blank server is to be seeded.
 *
 * @param dataDir the server's {@code dataDir}
 * @param logDir its {@code dataLogDir}, which may be the same
 * @param target the last transaction to replay
 * @param epoch the epoch to start with, above every one that was ever seen
 * @param expectedHash the hash that the first server's restore printed, if this is to be another of the same ensemble
 * @param targetVersion the version of ZooKeeper that will be started on it, where known
 * @param extendedTypes whether that server runs with {@code zookeeper.extendedTypesEnabled=true}
 */
public record SeedOptions(
        Path dataDir,
        Path logDir,
        Zxid target,
        long epoch,
        SessionPolicy sessions,
        Optional<String> expectedHash,
        Optional<String> targetVersion,
        boolean extendedTypes) {

    /** Epochs beyond would make zxids negative in ZooKeeper's signed comparisons. */
    public static final long MAX_EPOCH = (1L << 31) - 2;

    /** Refuses an epoch that no server could use. */
    public SeedOptions {
        if (epoch < 1 || epoch > MAX_EPOCH) {
            throw new IllegalArgumentException("an epoch is 1 to " + MAX_EPOCH + ", not " + epoch);
        }
    }

    /** The moment before the first transaction of the new epoch: the name of the seed. */
    Zxid seedZxid() {
        return Zxid.of(epoch, 0);
    }
}
