package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.config.WebConfig.WebLogin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to reach a system over HTTP, as a command line says it.
 *
 * @param tokenPrefix what stands before the token
 * @param caFile who vouches for its certificate, in PEM
 */
public record WebRequest(
        List<String> urls,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> tokenFile,
        String tokenPrefix,
        Optional<Path> caFile) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long MAX_ANSWER = 512L << 20;
    private static final Duration NO_CAPTURE = Duration.ofDays(1);

    /** The same, checked; the files are read when they are needed. */
    public WebConfig config() throws ConfigException {
        // a password with a comma in it has cut its URL in two, and only the second half shows that it was one
        Optional<String> secret =
                urls.stream().filter(url -> url.indexOf('@') >= 0).findFirst();
        if (secret.isPresent()) {
            parsed("--url", secret.get(), WebFormats::url);
        }
        List<URI> places = new ArrayList<>();
        for (String url : urls) {
            places.add(parsed("--url", url, WebFormats::url));
        }
        return new WebConfig(places, login(), tls(), CONNECT_TIMEOUT, TIMEOUT, MAX_ANSWER, NO_CAPTURE);
    }

    private static <T> T parsed(String option, String value, Format<T> format) throws ConfigException {
        try {
            return format.parse(value);
        } catch (BadValueException wrong) {
            throw new ConfigException(List.of(option + ": " + Shown.quoted(value) + " " + wrong.getMessage()));
        }
    }

    private Optional<WebLogin> login() throws ConfigException {
        if (user.isPresent() != passwordFile.isPresent() || (user.isPresent() && tokenFile.isPresent())) {
            throw new ConfigException(List.of("--user and --password-file go together, and without --token-file"));
        }
        if (user.isPresent()) {
            return Optional.of(new WebLogin(
                    Optional.of(parsed("--user", user.get(), WebFormats::user)),
                    "",
                    Secret.inFile(passwordFile.orElseThrow())));
        }
        return tokenFile.isPresent()
                ? Optional.of(new WebLogin(
                        Optional.empty(),
                        parsed("--token-prefix", tokenPrefix, WebFormats::prefix),
                        Secret.inFile(tokenFile.get())))
                : Optional.empty();
    }

    private Optional<TlsConfig> tls() {
        return caFile.map(file -> new TlsConfig(
                true,
                Optional.empty(),
                Optional.of(new TlsConfig.Trusted(file, true, Optional.empty())),
                Optional.empty()));
    }
}
