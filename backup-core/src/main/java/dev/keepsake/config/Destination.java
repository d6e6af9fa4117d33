package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.Format.BadValueException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where a message goes. Its address and its token may be secrets: they are read when they are needed, and never shown.
 *
 * @param token what is sent as {@code Authorization: Bearer}
 * @param caFile the certificates to trust; without, what this Java trusts
 * @param timeout for one try
 */
public record Destination(Secret url, Optional<Secret> token, Optional<Path> caFile, Duration timeout) {

    /** The address, read now; what is wrong with it is said without a word of it. */
    public URI address() throws IOException {
        try {
            return Urls.receiver(new String(url.read()).strip());
        } catch (BadValueException wrong) {
            throw new RefusedException("the address from " + url + " cannot be used: it " + wrong.getMessage());
        }
    }

    /** What says who we are, read now. */
    public Optional<String> authorization() throws IOException {
        return token.isPresent()
                ? Optional.of("Bearer " + new String(token.get().read()).strip())
                : Optional.empty();
    }

    /** What to trust, where that is not what this Java trusts. */
    public Optional<SSLContext> trust() throws IOException {
        Optional<TlsConfig> tls = tls();
        return tls.isPresent() ? Optional.of(TlsSockets.context(tls.get())) : Optional.empty();
    }

    /** How TLS is spoken there, where something is said of it. */
    Optional<TlsConfig> tls() {
        return caFile.map(TlsConfig::trusting);
    }

    /** Says where the address comes from, and not what it is. */
    @Override
    public String toString() {
        return "the address from " + url;
    }
}
