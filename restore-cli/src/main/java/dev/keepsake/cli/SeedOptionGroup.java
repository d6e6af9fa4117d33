package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Fence;
import dev.keepsake.config.SeedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What can be said about a server to seed. */
final class SeedOptionGroup {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "the server's dataDir; files go into its version-2 (required, unless --connect is given)")
    private @Nullable Path dataDir;

    @Option(names = "--log-dir", paramLabel = "DIR", description = "its dataLogDir, if that is another directory")
    private @Nullable Path logDir;

    @Option(
            names = "--expect",
            paramLabel = "HASH",
            description = "restore only what has this hash, as another server got")
    private @Nullable String expect;

    @Option(
            names = "--sessions",
            paramLabel = "drop|keep",
            description = "whether open sessions and their ephemeral znodes come back (default: drop)")
    private Sessions sessions = Sessions.DROP;

    @Option(
            names = "--epoch",
            paramLabel = "N",
            description =
                    "start in a higher epoch than the one computed; never a lower one, and the same on every server")
    private @Nullable Long epoch;

    @Option(
            names = "--target-version",
            paramLabel = "V",
            converter = ServerVersion.class,
            description =
                    "which ZooKeeper will be started, as 3.9.5; needed for container znodes and those with a time to"
                            + " live")
    private @Nullable String targetVersion;

    @Option(
            names = "--extended-types",
            description = "it runs with%n-Dzookeeper.extendedTypesEnabled=true;%nneeded for znodes with a time to live")
    private boolean extendedTypes;

    @Option(
            names = "--with-unproven-tail",
            description = "restore also what stopped servers held beyond what is proven to have been committed")
    private boolean withUnproven;

    @Option(
            names = "--plan",
            description = "say what would be done, and print the command for each server; writes nothing")
    private boolean planOnly;

    @Option(names = "--yes", description = "do not ask before writing; needed where no terminal is")
    private boolean yes;

    /** What becomes of sessions. */
    enum Sessions {
        DROP,
        KEEP
    }

    /** As if it had been typed. */
    static SeedOptionGroup of(Path dataDir, Path logDir, @Nullable String targetVersion, boolean extendedTypes) {
        SeedOptionGroup group = new SeedOptionGroup();
        group.dataDir = dataDir;
        group.logDir = logDir;
        group.targetVersion = targetVersion;
        group.extendedTypes = extendedTypes;
        return group;
    }

    /** Takes what has the form of a version. */
    static final class ServerVersion implements ITypeConverter<String> {

        @Override
        public String convert(String text) {
            if (!text.matches("[0-9]+(\\.[0-9]+)+([-.][A-Za-z0-9.-]+)?")) {
                throw new TypeConversionException("'" + text + "' is no version; they look like 3.9.5");
            }
            return text;
        }
    }

    /** Refuses to go on without a directory, which only a mere listing does not need. */
    void requireDataDir(CommandSpec spec) {
        if (dataDir == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing required option: '--data-dir=DIR' (or '--connect=HOSTS')");
        }
    }

    /** What was given that only a server's directory has a use for. */
    List<String> givenForDirectory() {
        List<String> given = new ArrayList<>();
        add(given, dataDir != null, "--data-dir");
        add(given, logDir != null, "--log-dir");
        add(given, expect != null, "--expect");
        add(given, sessions == Sessions.KEEP, "--sessions");
        add(given, epoch != null, "--epoch");
        add(given, targetVersion != null, "--target-version");
        add(given, extendedTypes, "--extended-types");
        add(given, withUnproven, "--with-unproven-tail");
        return given;
    }

    private static void add(List<String> given, boolean is, String name) {
        if (is) {
            given.add(name);
        }
    }

    Path dataDir() {
        return Objects.requireNonNull(dataDir).toAbsolutePath().normalize();
    }

    Path logDir() {
        return logDir == null ? dataDir() : logDir.toAbsolutePath().normalize();
    }

    Optional<String> expect() {
        return Optional.ofNullable(expect);
    }

    boolean keepsSessions() {
        return sessions == Sessions.KEEP;
    }

    Optional<Long> epoch() {
        return Optional.ofNullable(epoch);
    }

    Optional<String> targetVersion() {
        return Optional.ofNullable(targetVersion);
    }

    boolean extendedTypes() {
        return extendedTypes;
    }

    boolean withUnproven() {
        return withUnproven;
    }

    boolean planOnly() {
        return planOnly;
    }

    boolean yes() {
        return yes;
    }

    SeedRequest request(Zxid target, Fence fence) throws RefusedException {
        if (epoch != null && epoch < fence.minimum()) {
            throw new RefusedException("--epoch " + epoch + " is below " + fence.minimum()
                    + ", the lowest that is above every epoch seen; transaction ids would be issued a second time."
                    + " Leave it out, or give a higher one");
        }
        long chosen = epoch == null ? fence.epoch() : epoch;
        return new SeedRequest(
                dataDir(), logDir(), target, chosen, keepsSessions(), expect(), targetVersion(), extendedTypes, false);
    }
}
