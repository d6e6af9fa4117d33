package dev.keepsake.cli;

import dev.keepsake.config.ConfigException;
import dev.keepsake.config.WebConfig;
import dev.keepsake.config.WebRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach a system over HTTP. */
final class WebOptionGroup {

    @Option(
            names = "--url",
            required = true,
            split = ",",
            paramLabel = "URL",
            description = "where it answers, such as http://10.0.0.1:8080; all members where it has several")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--user", paramLabel = "NAME", description = "who we are, where it asks")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "holds the password of --user")
    private @Nullable Path passwordFile;

    @Option(names = "--token-file", paramLabel = "FILE", description = "holds a token to show instead")
    private @Nullable Path tokenFile;

    @Option(
            names = "--token-prefix",
            paramLabel = "TEXT",
            description = "what stands before the token: 'token=' for DC/OS (default: 'Bearer ')")
    private String tokenPrefix = "Bearer ";

    @Option(names = "--ca-file", paramLabel = "FILE", description = "who vouches for its certificate, in PEM")
    private @Nullable Path caFile;

    WebConfig config() throws ConfigException {
        return new WebRequest(
                        urls,
                        Optional.ofNullable(user),
                        Optional.ofNullable(passwordFile),
                        Optional.ofNullable(tokenFile),
                        tokenPrefix,
                        Optional.ofNullable(caFile))
                .config();
    }
}
