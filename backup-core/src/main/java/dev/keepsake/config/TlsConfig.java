package dev.keepsake.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to speak TLS with a server: what is trusted, and what this side shows. Without anything to trust, what this Java
 * trusts is.
 *
 * @param client whether the client port speaks it; otherwise only an AdminServer at {@code https} does
 * @param serverName the name that the server's certificate must be for; without one only what certified it is checked
 * @param trusted a file of certificates, PEM or a key store
 * @param shown the certificate and the key of this side
 */
public record TlsConfig(
        boolean client, Optional<String> serverName, Optional<Trusted> trusted, Optional<Certified> shown) {

    /** Who is asked must be certified by what stands in a file of PEM; nothing is shown. */
    static TlsConfig trusting(Path file) {
        return new TlsConfig(
                true, Optional.empty(), Optional.of(new Trusted(file, true, Optional.empty())), Optional.empty());
    }

    /** This is shown to whoever comes, of whom nothing is asked. */
    static TlsConfig showing(Certified shown) {
        return new TlsConfig(true, Optional.empty(), Optional.empty(), Optional.of(shown));
    }

    /**
     * Certificates to trust.
     *
     * @param pem whether the file is one of PEM; otherwise it is a key store, JKS or PKCS12
     * @param password of a key store
     */
    public record Trusted(Path file, boolean pem, Optional<Secret> password) {}

    /**
     * A certificate, those above it, and its key.
     *
     * @param file the certificates in PEM, or a key store, JKS or PKCS12, that holds everything
     * @param pemKey the file of the key in PEM, which may be that of the certificates; none with a key store
     * @param password of a key store
     * @param keyPassword of the key, where it has one of its own
     */
    public record Certified(
            Path file, Optional<Path> pemKey, Optional<Secret> password, Optional<Secret> keyPassword) {}
}
