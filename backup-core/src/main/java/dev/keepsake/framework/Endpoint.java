package dev.keepsake.framework;

import dev.keepsake.artefact.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One thing to ask for.
 *
 * @param name what the document is called
 * @param path behind the URL of the source, beginning with a slash; may have a query
 * @param headers to send with it, by name
 * @param contentType what the answer must be, such as {@code application/json}; without it, anything
 */
public record Endpoint(String name, String path, Map<String, Login.Hidden> headers, Optional<String> contentType) {

    /** Headers that are the client's own, and those that would say who we are twice. */
    public static final List<String> OWN_HEADERS =
            List.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "authorization");

    /** Keeps its own copy. */
    public Endpoint {
        if (!Document.isName(name) || !path.startsWith("/")) {
            throw new IllegalArgumentException("an endpoint '" + name + "' at '" + path + "'");
        }
        for (String header : headers.keySet()) {
            if (OWN_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the header " + header + " is not for endpoints");
            }
        }
        headers = Map.copyOf(new TreeMap<>(headers));
    }
}
