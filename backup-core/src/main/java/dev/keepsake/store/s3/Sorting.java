package dev.keepsake.store.s3;

import dev.keepsake.store.s3.Failure.Kind;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Sorts what one attempt failed with: whether to try again, and whether it may have been carried out. */
final class Sorting {

    /** Not done, whatever the status says, and worth another attempt. */
    private static final Set<String> PASSING_CODES =
            Set.of("RequestTimeout", "BadDigest", "IncompleteBody", "RequestTimeTooSkewed", "SlowDown", "Throttling");

    private final Advice advice;

    Sorting(Advice advice) {
        this.advice = advice;
    }

    Failure of(RuntimeException failure, Action action) {
        if (failure instanceof AwsServiceException answer) {
            return ofAnswer(answer, action);
        }
        if (failure instanceof AbortedException) {
            return new Failure(Kind.STOPPED, true, "interrupted", failure);
        }
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return new Failure(Kind.PASSING, true, "no answer in time " + advice.reachable(), failure);
        }
        return ofCause(failure);
    }

    private Failure ofAnswer(AwsServiceException answer, Action action) {
        int status = answer.statusCode();
        String code = Advice.code(answer);
        String reason = advice.forAnswer(answer, action);
        // a 200 that holds an error is thrown with its own status; it says that nothing came of the request, or may
        // have
        boolean mayBeDone = status >= 500 || status < 300;
        return new Failure(kind(status, code), mayBeDone, reason, answer);
    }

    private static Kind kind(int status, String code) {
        if (PASSING_CODES.contains(code) || status == 429 || status == 408) {
            return Kind.PASSING;
        }
        if (status == 404) {
            return absent(code);
        }
        if (status == 409) {
            return Kind.CONFLICT;
        }
        if (status == 412) {
            return Kind.PRECONDITION;
        }
        if (status == 416) {
            return Kind.BEYOND_END;
        }
        if (status == 401 || status == 403) {
            return Kind.DENIED;
        }
        return status != 501 && (status >= 500 || status < 300) ? Kind.PASSING : Kind.WRONG;
    }

    // the answer to HEAD has no body, and so no code of its own
    private static Kind absent(String code) {
        if (code.equals("NoSuchBucket")) {
            return Kind.WRONG;
        }
        return code.equals("NoSuchUpload") ? Kind.NO_UPLOAD : Kind.ABSENT;
    }

    private Failure ofCause(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return new Failure(Kind.PASSING, false, advice.unresolved(cause), failure);
            }
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof ConnectTimeoutException) {
                return new Failure(Kind.PASSING, false, advice.unreachable(cause), failure);
            }
            if (cause instanceof SSLHandshakeException) {
                return new Failure(Kind.WRONG, false, advice.untrusted(cause), failure);
            }
            if (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException)) {
                return new Failure(Kind.STOPPED, true, "interrupted", failure);
            }
            if (cause instanceof SSLException || cause instanceof java.io.IOException) {
                return new Failure(Kind.PASSING, true, advice.broken(cause), failure);
            }
        }
        return advice.withoutRequest(failure);
    }
}
