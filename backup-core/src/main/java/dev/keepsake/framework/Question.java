package dev.keepsake.framework;

import java.util.Map;
import java.util.Set;

/** Something to ask, or a change to make. */
final class Question {

    private static final Set<String> PLAIN_HEADERS = Set.of("Accept", "Content-Type");

    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final BodyPlace place;

    /**
     * Something to send.
     *
     * @param path behind a member's URL, with its query
     * @param place for the body of a good answer
     */
    private Question(String method, String path, Map<String, String> headers, byte[] body, BodyPlace place) {
        this.method = method;
        this.path = path;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.place = place;
    }

    static Question get(String path, BodyPlace place) {
        return get(path, Map.of("Accept", "application/json"), place);
    }

    static Question get(String path, Map<String, String> headers, BodyPlace place) {
        return new Question("GET", path, headers, new byte[0], place);
    }

    static Question change(String method, String path, byte[] json, BodyPlace place) {
        Map<String, String> headers = json.length == 0
                ? Map.of("Accept", "application/json")
                : Map.of("Accept", "application/json", "Content-Type", "application/json");
        return new Question(method, path, headers, json, place);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    BodyPlace place() {
        return place;
    }

    boolean changes() {
        return !method.equals("GET");
    }

    /** Whether it has headers of somebody's choice, whose values come from files. */
    boolean mayHoldSecrets() {
        return !PLAIN_HEADERS.containsAll(headers.keySet());
    }

    /** How a message names it: a query may hold what is nobody's business. */
    String shown() {
        return method + " " + path.split("\\?", 2)[0];
    }
}
