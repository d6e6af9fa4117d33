package dev.keepsake.framework;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How to reach a system over HTTP.
 *
 * @param urls where it answers, each without a slash at its end; several are members of one system, asked in this order
 * @param tls what is trusted and shown; without it, what this Java trusts
 * @param connectTimeout how long a connection may take
 * @param answerTimeout how long a whole answer may take, from the request to its last byte
 * @param maxAnswer the most bytes that an answer may have
 * @param captureLimit how long all questions of one capture may take together
 */
public record HttpSettings(
        List<URI> urls,
        Login login,
        Optional<Tls> tls,
        Duration connectTimeout,
        Duration answerTimeout,
        long maxAnswer,
        Duration captureLimit) {

    /** How long a connection may take, unless something else is said. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** How long an answer may take, unless something else is said. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    /** How large an answer may be, unless something else is said: a master's state of 10,000 agents is half of it. */
    public static final long MAX_ANSWER = 512L << 20;

    /** How long a capture may take, unless something else is said: well below what other nodes wait for this one. */
    public static final Duration CAPTURE_LIMIT = Duration.ofMinutes(20);

    /** Makes what TLS needs, when it is needed. */
    @FunctionalInterface
    public interface Tls {

        /** Reads the files. */
        SSLContext context() throws IOException;
    }

    /** Refuses what could never be asked. */
    public HttpSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.stream().anyMatch(url -> url.getHost() == null)) {
            throw new IllegalArgumentException("no URL, or one without a host: " + urls);
        }
        if (connectTimeout.isNegative()
                || connectTimeout.isZero()
                || answerTimeout.isNegative()
                || answerTimeout.isZero()
                || captureLimit.isNegative()
                || captureLimit.isZero()
                || maxAnswer < 1) {
            throw new IllegalArgumentException("a limit that is none");
        }
    }

    /** The same, elsewhere. */
    HttpSettings with(List<URI> others) {
        return new HttpSettings(others, login, tls, connectTimeout, answerTimeout, maxAnswer, captureLimit);
    }

    /** The usual limits. */
    public static HttpSettings of(List<URI> urls, Login login, Optional<Tls> tls) {
        return new HttpSettings(urls, login, tls, CONNECT_TIMEOUT, ANSWER_TIMEOUT, MAX_ANSWER, CAPTURE_LIMIT);
    }
}
