package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.ConfigException;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Configured;
import dev.keepsake.config.DoctorConfig;
import dev.keepsake.config.KeyPlace;
import dev.keepsake.config.Overrides;
import dev.keepsake.config.Setting;
import dev.keepsake.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Which archive, and how to print: the options that stand before or after any verb. */
final class ArchiveOptions {

    @Option(
            names = "--store",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description =
                    "the URL that the agent writes to, file:///DIR or%n" + "s3://BUCKET/PREFIX; also KEEPSAKE_STORE")
    private @Nullable String store;

    @Option(
            names = "--cluster",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "whose backups, as in the agent's configuration; also KEEPSAKE_CLUSTER")
    private @Nullable String cluster;

    @Option(
            names = {"-c", "--config"},
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "take store and cluster from an agent's configuration")
    private @Nullable Path config;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "text|json",
            description = "how to print the result (default: text); doctor knows sarif and junit, too")
    private Output output = Output.TEXT;

    @Option(
            names = "--s3-endpoint",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "an S3 server other than AWS; also KEEPSAKE_S3_ENDPOINT")
    private @Nullable String endpoint;

    @Option(
            names = "--s3-region",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "the bucket's region; also KEEPSAKE_S3_REGION")
    private @Nullable String region;

    @Option(
            names = "--s3-path-style",
            scope = ScopeType.INHERIT,
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "whether the bucket stands in the path of URLs: true when an endpoint is set;"
                    + " also KEEPSAKE_S3_PATH_STYLE")
    private @Nullable String pathStyle;

    @Option(
            names = "--s3-ca-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "who vouches for the S3 server's certificate, in PEM; also KEEPSAKE_S3_CA_FILE")
    private @Nullable String caFile;

    @Option(
            names = "--s3-proxy",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "an HTTP proxy on the way to S3, else HTTPS_PROXY counts; also KEEPSAKE_S3_PROXY")
    private @Nullable String proxy;

    @Option(
            names = "--key",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            converter = KeyWord.class,
            description = "the private key of a recipient, which opens what is%n"
                    + "encrypted; may be given several times. KEEPSAKE_KEY may hold the key itself. One in AWS KMS is"
                    + " named: aws-kms://ARN")
    private List<KeyPlace> keys = new ArrayList<>();

    @Option(
            names = "--kms-endpoint",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "where keys of AWS KMS are, if not at AWS itself; also KEEPSAKE_KMS_ENDPOINT")
    private @Nullable String kmsEndpoint;

    @Option(
            names = "--trust",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "the public key of an agent whose signature counts; may be given several times")
    private List<Path> trusted = new ArrayList<>();

    @Option(
            names = "--allow-unsigned",
            scope = ScopeType.INHERIT,
            description = "also take what is not signed, or signed by somebody who is not trusted")
    private boolean allowUnsigned;

    @Option(
            names = "--as-of",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            converter = MomentOptionGroup.TimeWord.class,
            description = "read the archive as it was then, past what was%n"
                    + "deleted or replaced since; the bucket must keep versions. Such as 2026-11-22T03:00:00Z")
    private @Nullable Instant asOf;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Whether an archive is named anywhere. */
    boolean isGiven() {
        return config != null || store != null || System.getenv("KEEPSAKE_STORE") != null;
    }

    /** The configuration that was named. */
    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    /** All that was said of the archive, as another verb would be given it. */
    List<String> typed() {
        List<String> words = new ArrayList<>();
        type(words, "--store", store);
        type(words, "--cluster", cluster);
        type(words, "--config", config);
        type(words, "--s3-endpoint", endpoint);
        type(words, "--s3-region", region);
        type(words, "--s3-path-style", pathStyle);
        type(words, "--s3-ca-file", caFile);
        type(words, "--s3-proxy", proxy);
        keys.forEach(key -> type(words, "--key", key));
        type(words, "--kms-endpoint", kmsEndpoint);
        trusted.forEach(signer -> type(words, "--trust", signer));
        if (allowUnsigned) {
            words.add("--allow-unsigned");
        }
        type(words, "--as-of", asOf);
        return words;
    }

    private static void type(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.add(option + "=" + value);
        }
    }

    /** How a result is printed. */
    enum Output {
        TEXT,
        JSON,
        SARIF,
        JUNIT
    }

    /** Every value that tells which archive, and where it comes from. */
    List<Setting> readSettings() throws ConfigException {
        return configured().settings();
    }

    private Configured<ArchiveConfig> configured() throws ConfigException {
        return ConfigReader.archive(Optional.ofNullable(config), System.getenv(), flags());
    }

    ArchiveConfig read() throws ConfigException {
        ArchiveConfig read = configured().config().with(keys, absolute(trusted), allowUnsigned);
        return asOf == null ? read : read.at(asOf);
    }

    /** The same for what changes an archive: only who is trusted may stand behind that. */
    ArchiveConfig readToChange() throws IOException {
        if (allowUnsigned) {
            throw new RefusedException(
                    "--allow-unsigned is for looking and restoring; what changes an archive goes by trusted"
                            + " signatures alone. Name the signers with --trust");
        }
        return read();
    }

    /** The store alone, perhaps another one than the options name. */
    StoreConfig store(Optional<String> url) throws ConfigException {
        url.ifPresent(other -> store = other);
        return ConfigReader.store(Optional.ofNullable(config), System.getenv(), flags())
                .config();
    }

    /** What a look at a cluster is told; nothing where no file is named. */
    DoctorConfig doctor() throws ConfigException {
        return config == null
                ? DoctorConfig.NONE
                : ConfigReader.doctor(config, System.getenv(), flags()).config();
    }

    private Overrides flags() {
        Map<String, String> flags = new HashMap<>();
        put(flags, "store.url", store);
        put(flags, "cluster", cluster);
        put(flags, "store.s3.endpoint", endpoint);
        put(flags, "store.s3.region", region);
        put(flags, "store.s3.path-style", pathStyle);
        put(flags, "store.s3.ca-file", caFile);
        put(flags, "store.s3.proxy", proxy);
        put(flags, "encryption.kms.endpoint", kmsEndpoint);
        return new Overrides(flags);
    }

    private static List<Path> absolute(List<Path> files) {
        return files.stream().map(Path::toAbsolutePath).toList();
    }

    boolean json() {
        if (output == Output.SARIF || output == Output.JUNIT) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "only 'doctor' writes sarif and junit; use text or json");
        }
        return output == Output.JSON;
    }

    Output output() {
        return output;
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }
}
