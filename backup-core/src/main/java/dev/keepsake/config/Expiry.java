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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Until when TLS works with the certificates that an agent's configuration names. Keepsake's own keys have no end, and are
 * not among them.
 *
 * <p>What this side shows works until the first certificate ends on the way from its own up to, and without, the root, which
 * the other side has itself. What it trusts works as long as one of the file does, since the others may be of authorities
 * that nobody uses any more; where one of them certified what this side shows, that one counts, since it is in use.
 */
public final class Expiry {

    private final SortedMap<String, Instant> ends = new TreeMap<>();

    private Expiry() {}

    /** By file; one that cannot be read is left to others to report. */
    public static SortedMap<String, Instant> of(AgentConfig config) {
        Expiry expiry = new Expiry();
        spoken(config).forEach(expiry::add);
        return Collections.unmodifiableSortedMap(expiry.ends);
    }

    /** Wherever the agent speaks TLS. */
    private static List<TlsConfig> spoken(AgentConfig config) {
        List<TlsConfig> spoken = new ArrayList<>();
        config.store().s3().line().caFile().map(TlsConfig::trusting).ifPresent(spoken::add);
        config.sources().forEach(source -> source.tls().ifPresent(spoken::add));
        DaemonConfig daemon = config.daemon();
        daemon.reporting().webhooks().forEach(webhook -> webhook.to().tls().ifPresent(spoken::add));
        daemon.reporting()
                .heartbeat()
                .flatMap(heartbeat -> heartbeat.to().tls())
                .ifPresent(spoken::add);
        daemon.page().flatMap(PageConfig::certificate).map(TlsConfig::showing).ifPresent(spoken::add);
        return spoken;
    }

    private void add(TlsConfig tls) {
        List<X509Certificate> shown = new ArrayList<>();
        if (tls.shown().isPresent()) {
            TlsConfig.Certified certified = tls.shown().get();
            for (List<X509Certificate> chain : chains(certified)) {
                List<X509Certificate> way = way(chain);
                way.stream().map(Expiry::end).min(Instant::compareTo).ifPresent(end -> note(certified.file(), end));
                shown.addAll(way);
            }
        }
        if (tls.trusted().isPresent()) {
            TlsConfig.Trusted trusted = tls.trusted().get();
            List<X509Certificate> all = certificates(trusted);
            shown.stream()
                    .flatMap(one -> certifier(one, all).stream())
                    .map(Expiry::end)
                    .min(Instant::compareTo)
                    .or(() -> all.stream().map(Expiry::end).max(Instant::compareTo))
                    .ifPresent(end -> note(trusted.file(), end));
        }
    }

    private void note(Path file, Instant end) {
        ends.merge(file.toString(), end, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** From the first one of a file up to whatever the other side must have itself. */
    private static List<X509Certificate> way(List<X509Certificate> chain) {
        List<X509Certificate> way = new ArrayList<>(chain.subList(0, Math.min(1, chain.size())));
        while (!way.isEmpty()) {
            Optional<X509Certificate> above =
                    certifier(way.get(way.size() - 1), chain).filter(one -> !certifies(one, one) && !way.contains(one));
            if (above.isEmpty()) {
                break;
            }
            way.add(above.get());
        }
        return way;
    }

    /** An authority may have several certificates of one key, older and newer ones; the last to end counts. */
    private static Optional<X509Certificate> certifier(X509Certificate one, List<X509Certificate> among) {
        return among.stream().filter(by -> certifies(by, one)).max(Comparator.comparing(Expiry::end));
    }

    private static boolean certifies(X509Certificate by, X509Certificate one) {
        if (!by.getSubjectX500Principal().equals(one.getIssuerX500Principal())) {
            return false;
        }
        try {
            one.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static List<List<X509Certificate>> chains(TlsConfig.Certified shown) {
        try {
            if (shown.pemKey().isPresent()) {
                return List.of(Certificates.read(shown.file()));
            }
            KeyStore store = TlsSockets.store(shown.file(), shown.password());
            List<List<X509Certificate>> chains = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                chains.add(chain == null ? List.of() : known(List.of(chain)));
            }
            return chains;
        } catch (IOException | GeneralSecurityException unreadable) {
            return List.of();
        }
    }

    private static List<X509Certificate> certificates(TlsConfig.Trusted trusted) {
        try {
            if (trusted.pem()) {
                return Certificates.read(trusted.file());
            }
            KeyStore store = TlsSockets.store(trusted.file(), trusted.password());
            List<Certificate> certificates = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    certificates.add(store.getCertificate(alias));
                }
            }
            return known(certificates);
        } catch (IOException | GeneralSecurityException unreadable) {
            return List.of();
        }
    }

    private static List<X509Certificate> known(List<Certificate> certificates) {
        return certificates.stream()
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }
}
