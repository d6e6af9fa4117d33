package dev.keepsake.agent.page;

import java.util.Map;
import java.util.Optional;

/**
 * What was asked, by a browser or a script.
 *
 * @param method as HTTP names it
 * @param path without the query
 * @param query values by name, the first of each
 * @param form the same of a form that was sent
 * @param headers by name in small letters
 * @param visitor who asks
 */
record Request(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> form,
        Map<String, String> headers,
        Visitor visitor) {

    /** Keeps its own copies. */
    Request {
        query = Map.copyOf(query);
        form = Map.copyOf(form);
        headers = Map.copyOf(headers);
    }

    /** The same, asked by somebody who is known by now. */
    Request by(Visitor known) {
        return new Request(method, path, query, form, headers, known);
    }

    /** The same with what its form holds. */
    Request with(Map<String, String> sent) {
        return new Request(method, path, query, sent, headers, visitor);
    }

    /** A value of the query, which is empty where none is given. */
    String query(String name) {
        return query.getOrDefault(name, "");
    }

    /** A value of the query, or what it is without one. */
    String query(String name, String standard) {
        String given = query(name);
        return given.isEmpty() ? standard : given;
    }

    /** A header, if it was sent. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** What stands behind the last slash of the path. */
    String last() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it is the API that is asked. */
    boolean isApi() {
        return path.startsWith("/api/");
    }
}
