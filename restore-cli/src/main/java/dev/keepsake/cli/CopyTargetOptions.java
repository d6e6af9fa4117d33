package dev.keepsake.cli;

import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.ConfigException;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.config.StoreConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a copy goes. The environment has no say in it, so that what is set for the source is never taken for the target. */
final class CopyTargetOptions {

    @Option(names = "--to", paramLabel = "URL", description = "where to: file:///DIR or s3://BUCKET/PREFIX")
    private @Nullable String url;

    @Option(
            names = "--to-config",
            paramLabel = "FILE",
            description = "take the 'store' of another configuration, such as that of the agents which are to go on"
                    + " there after a disaster; options given beside it count more")
    private @Nullable Path config;

    @Option(
            names = "--to-profile",
            paramLabel = "NAME",
            description = "whose credentials of the usual AWS files to use there (default: those of the source)")
    private @Nullable String profile;

    @Option(names = "--to-s3-endpoint", paramLabel = "URL", description = "an S3 server other than AWS")
    private @Nullable String endpoint;

    @Option(names = "--to-s3-region", paramLabel = "NAME", description = "that bucket's region")
    private @Nullable String region;

    @Option(
            names = "--to-s3-path-style",
            paramLabel = "true|false",
            description = "whether that bucket stands in the path of URLs: true when an endpoint is set")
    private @Nullable String pathStyle;

    @Option(
            names = "--to-s3-ca-file",
            paramLabel = "FILE",
            description = "who vouches for that server's certificate, in PEM")
    private @Nullable String caFile;

    Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** The store; of the cluster that is copied, which another configuration must be of, too. */
    StoreConfig read(CommandSpec spec, String cluster) {
        if (url == null && config == null) {
            throw new ParameterException(spec.commandLine(), "where to? Give --to URL or --to-config FILE");
        }
        Map<String, String> flags = new HashMap<>();
        put(flags, "store.url", url);
        put(flags, "store.s3.endpoint", endpoint);
        put(flags, "store.s3.region", region);
        put(flags, "store.s3.path-style", pathStyle);
        put(flags, "store.s3.ca-file", caFile);
        if (config == null) {
            flags.put("cluster", cluster);
        }
        try {
            ArchiveConfig read = ConfigReader.archive(Optional.ofNullable(config), Map.of(), new Overrides(flags))
                    .config();
            if (!read.cluster().equals(cluster)) {
                throw new ParameterException(
                        spec.commandLine(),
                        config + " is of cluster " + read.cluster() + ", but cluster " + cluster + " is to be copied");
            }
            return read.store();
        } catch (ConfigException wrong) {
            throw new ParameterException(spec.commandLine(), ofTarget(String.valueOf(wrong.getMessage())), wrong);
        }
    }

    /** The problems name the flags of a source. */
    private static String ofTarget(String problems) {
        return problems.replace("flag --store", "flag --to").replace("flag --s3-", "flag --to-s3-");
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }
}
