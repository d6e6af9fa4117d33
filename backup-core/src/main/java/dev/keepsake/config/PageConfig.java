package dev.keepsake.config;

import java.util.List;
import java.util.Optional;

/**
 * Where a running agent shows how its backups stand.
 *
 * @param host where it listens; an IPv6 address stands without brackets
 * @param port where it listens; 0 for any that is free, which no file can say
 * @param names host names by which browsers reach it, besides addresses and {@code localhost}
 * @param certificate what it shows as a server; empty for HTTP in the clear, which only a loopback address may speak
 * @param token who knows it may look into backups and begin one; empty where nobody may
 */
public record PageConfig(
        String host, int port, List<String> names, Optional<TlsConfig.Certified> certificate, Optional<Secret> token) {

    static final String DEFAULT_LISTEN = "127.0.0.1:7077";

    /** Refuses what the reader would have reported. */
    public PageConfig {
        names = List.copyOf(names);
        if (!isLoopback(host) && (certificate.isEmpty() || token.isEmpty())) {
            throw new IllegalArgumentException("open to others without TLS and a token: " + host);
        }
    }

    /** Whether only this machine reaches this host, by its name alone: no name service is asked. */
    public static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
