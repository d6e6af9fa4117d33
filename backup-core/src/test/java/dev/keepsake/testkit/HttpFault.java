package dev.keepsake.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What goes wrong with one request when a {@link FaultProxy} strikes. */
public enum HttpFault {
    /** Status 500, and nothing was done. */
    ERROR_500("500 Internal Server Error", "InternalError"),
    /** Status 503, and nothing was done. */
    SLOW_DOWN_503("503 Slow Down", "SlowDown"),
    /** Status 429, and nothing was done. */
    TOO_MANY_429("429 Too Many Requests", "TooManyRequests"),
    /** Status 400 that says the body did not come in time, and nothing was done. */
    TOO_LATE_400("400 Bad Request", "RequestTimeout"),
    /** Status 409, and nothing was done. */
    CONFLICT_409("409 Conflict", "ConditionalRequestConflict"),
    /** Status 412, though nothing was done, and nothing stands there. */
    PRECONDITION_412("412 Precondition Failed", "PreconditionFailed"),
    /** Status 404, whatever stands there, and nothing was done: a replica that has not heard of it yet. */
    STALE_404("404 Not Found", "NoSuchKey"),
    /** Status 200, an error in the body, and nothing was done. */
    ERROR_IN_200("200 OK", "InternalError"),
    /** No answer, ever, and nothing was done. */
    SILENCE("", ""),
    /** The connection breaks, and nothing was done. */
    CUT("", ""),
    /** Done, and half of the answer's body is followed by nothing. */
    HANG_IN_BODY("", ""),
    /** Done, and half of the answer's body is followed by the end of the connection. */
    TRUNCATED_BODY("", ""),
    /** Done, and the connection breaks. */
    ANSWER_LOST("", ""),
    /** Done, and status 500. */
    DONE_BUT_500("500 Internal Server Error", "InternalError"),
    /** Done, and status 200 with an error in the body, as of uploads that are completed while the client waits. */
    DONE_BUT_ERROR_IN_200("200 OK", "InternalError"),
    /** Done, and the answer comes in drops. */
    SLOW("", ""),
    /** Done, and the answer's date is two days ahead. */
    WRONG_DATE("", ""),
    /** A page of a listing that says there is more, and not how to ask for it; other requests are left alone. */
    LOST_CONTINUATION("", ""),
    /** A page of a listing without its last object; other requests are left alone. */
    STALE_LISTING("", "");

    private static final Set<HttpFault> DONE = Set.of(
            HANG_IN_BODY,
            TRUNCATED_BODY,
            ANSWER_LOST,
            DONE_BUT_500,
            DONE_BUT_ERROR_IN_200,
            SLOW,
            WRONG_DATE,
            LOST_CONTINUATION,
            STALE_LISTING);

    private final String status;
    private final String code;

    HttpFault(String status, String code) {
        this.status = status;
        this.code = code;
    }

    /** All of them, shuffled. */
    public static List<HttpFault> inAnyOrder(Random random) {
        List<HttpFault> all = new ArrayList<>(List.of(values()));
        Collections.shuffle(all, random);
        return all;
    }

    boolean passesOn() {
        return DONE.contains(this);
    }

    /** Whether the answer is a lie that nobody can see. */
    public boolean isLie() {
        return this == STALE_404 || this == STALE_LISTING || this == PRECONDITION_412;
    }

    /** Whether a request with this first line can be struck by it. */
    public boolean concerns(String firstLine) {
        boolean listing = this == LOST_CONTINUATION || this == STALE_LISTING;
        return !listing || firstLine.contains("list-type=2");
    }

    String status() {
        return status;
    }

    String body() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                + "</Code><Message>failed as planned</Message></Error>";
    }
}
