package dev.keepsake.config;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Until when the certificates are valid that an agent's configuration names. Keepsake's own keys have no end, and are not
 * among them.
 */
public final class Expiry {

    private final SortedMap<String, Instant> ends = new TreeMap<>();

    private Expiry() {}

    /** By file, the end of whichever certificate in it ends first; a file that cannot be read is left to others to report. */
    public static SortedMap<String, Instant> of(AgentConfig config) {
        Expiry expiry = new Expiry();
        config.store().s3().line().caFile().ifPresent(file -> expiry.add(file, true, Optional.empty()));
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server) {
                server.tls().ifPresent(expiry::add);
            }
            if (source instanceof ClientConfig client) {
                client.tls().ifPresent(expiry::add);
            }
            if (source instanceof WebSourceConfig web) {
                web.web().tls().ifPresent(expiry::add);
            }
        }
        ReportingConfig reporting = config.daemon().reporting();
        reporting.webhooks().forEach(webhook -> expiry.add(webhook.to()));
        reporting.heartbeat().ifPresent(heartbeat -> expiry.add(heartbeat.to()));
        return Collections.unmodifiableSortedMap(expiry.ends);
    }

    private void add(Destination to) {
        to.caFile().ifPresent(file -> add(file, true, Optional.empty()));
    }

    private void add(TlsConfig tls) {
        tls.trusted().ifPresent(trusted -> add(trusted.file(), trusted.pem(), trusted.password()));
        tls.shown().ifPresent(shown -> add(shown.file(), shown.pemKey().isPresent(), shown.password()));
    }

    private void add(Path file, boolean pem, Optional<Secret> password) {
        try {
            List<X509Certificate> certificates = pem ? Certificates.read(file) : inKeyStore(file, password);
            certificates.stream()
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .ifPresent(end -> ends.put(file.toString(), end));
        } catch (IOException | GeneralSecurityException unreadable) {
            ends.remove(file.toString());
        }
    }

    private static List<X509Certificate> inKeyStore(Path file, Optional<Secret> password)
            throws IOException, GeneralSecurityException {
        KeyStore store = password.isPresent()
                ? KeyStore.getInstance(file.toFile(), password.get().read())
                : KeyStore.getInstance(file.toFile(), (char[]) null);
        List<X509Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            for (Certificate one : chain(store, alias)) {
                if (one instanceof X509Certificate certificate) {
                    certificates.add(certificate);
                }
            }
        }
        return certificates;
    }

    private static List<Certificate> chain(KeyStore store, String alias) throws GeneralSecurityException {
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain != null) {
            return List.of(chain);
        }
        Certificate alone = store.getCertificate(alias);
        return alone == null ? List.of() : List.of(alone);
    }
}
