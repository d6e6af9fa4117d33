package dev.keepsake.framework;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param from who answered, after any redirection
 * @param length how many bytes the body had
 * @param sha256 of the body
 * @param complaint the beginning of the body of an answer that is no success; empty otherwise
 */
record Answer(URI from, int status, HttpHeaders headers, long length, String sha256, String complaint) {

    private static final int SHOWN = 300;

    boolean good() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The kind of content, without what stands behind the semicolon. */
    String contentType() {
        return header("Content-Type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    boolean isJson() {
        String type = contentType();
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** Whether the server said where the body ends, so that a cut one was noticed. */
    boolean endIsKnown() {
        return header("Content-Length").isPresent()
                || header("Transfer-Encoding")
                        .filter("chunked"::equalsIgnoreCase)
                        .isPresent();
    }

    /** What it said, fit for one line of a message. */
    String said() {
        String line = complaint
                .replaceAll("\\s+", " ")
                .replaceAll("[^\\x20-\\x7e\\u00a0-\\uffff]", "?")
                .strip();
        String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
        return status + (shown.isEmpty() ? "" : ": " + shown);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
