package dev.keepsake.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach a system over HTTP.
 *
 * @param urls of its members, without a slash at their ends; none where they are found out at each use
 * @param tls what to trust and to show; without, what this Java trusts
 * @param maxAnswer the most bytes that one answer may have
 * @param captureLimit how long all questions of one capture may take together
 */
public record WebConfig(
        List<URI> urls,
        Optional<WebLogin> login,
        Optional<TlsConfig> tls,
        Duration connectTimeout,
        Duration timeout,
        long maxAnswer,
        Duration captureLimit) {

    /** Keeps its own copy. */
    public WebConfig {
        urls = List.copyOf(urls);
    }

    /** The same with its members here. */
    WebConfig at(List<URI> found) {
        return new WebConfig(found, login, tls, connectTimeout, timeout, maxAnswer, captureLimit);
    }

    /**
     * What is shown to a system that asks who we are.
     *
     * @param user whose password the secret is; none when it is a token
     * @param prefix what stands before a token
     */
    public record WebLogin(Optional<String> user, String prefix, Secret secret) {}
}
