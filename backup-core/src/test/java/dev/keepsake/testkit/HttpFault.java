package dev.keepsake.testkit;

/** What goes wrong with one request when a {@link FaultProxy} strikes. */
public enum HttpFault {
    /** Status 500, and nothing was done. */
    ERROR_500("500 Internal Server Error", "InternalError"),
    /** Status 503, and nothing was done. */
    SLOW_DOWN_503("503 Slow Down", "SlowDown"),
    /** Status 429, and nothing was done. */
    TOO_MANY_429("429 Too Many Requests", "TooManyRequests"),
    /** Status 409, and nothing was done. */
    CONFLICT_409("409 Conflict", "ConditionalRequestConflict"),
    /** Status 412, though nothing was done, and nothing stands there. */
    PRECONDITION_412("412 Precondition Failed", "PreconditionFailed"),
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
    DONE_BUT_500("500 Internal Server Error", "InternalError");

    private final String status;
    private final String code;

    HttpFault(String status, String code) {
        this.status = status;
        this.code = code;
    }

    boolean passesOn() {
        return this == HANG_IN_BODY || this == TRUNCATED_BODY || this == ANSWER_LOST || this == DONE_BUT_500;
    }

    String status() {
        return status;
    }

    String body() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                + "</Code><Message>failed as planned</Message></Error>";
    }
}
