package dev.keepsake.archive.kms;

import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a failed request to KMS means: for which key, why, and what to do. Whoever keeps an archive's keys is part of
 * what keeps the archive, so these are failures of the store: a run ends with them and is made again.
 */
final class KmsFailures {

    private static final int LONGEST = 240;

    /** What is over by itself. */
    private static final Set<String> PASSING = Set.of(
            "ThrottlingException",
            "Throttling",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "LimitExceededException",
            "KeyUnavailableException",
            "DependencyTimeoutException",
            "KMSInternalException");

    /** Whose words help and hold no secret; those of a wrong signature repeat the request, with the token of a session. */
    private static final Set<String> QUOTED = Set.of(
            "AccessDeniedException",
            "NotFoundException",
            "DisabledException",
            "KMSInvalidStateException",
            "InvalidKeyUsageException",
            "ValidationException");

    private static final String CREDENTIALS =
            "; credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web identity, ~/.aws, or the"
                    + " machine's role";

    private final KmsKey key;
    private final KmsSettings settings;

    KmsFailures(KmsKey key, KmsSettings settings) {
        this.key = key;
        this.settings = settings;
    }

    static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** Neither message nor cause of an answer goes on as it is: it may repeat the request. */
    IOException ofAnswer(AwsServiceException answer, Right right) {
        String code = code(answer);
        String said = right.doing(key) + ": HTTP " + answer.statusCode() + (code.isEmpty() ? "" : " " + onOneLine(code))
                + words(answer, code);
        boolean passing = PASSING.contains(code) || answer.statusCode() == 429 || answer.statusCode() >= 500;
        if (passing) {
            return new StoreException.Unavailable(said + "; KMS is busy or has trouble of its own: try later", null);
        }
        return new StoreException.Denied(said + "; " + todo(answer, code, right), null);
    }

    private static String words(AwsServiceException answer, String code) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String words = details == null || details.errorMessage() == null ? "" : onOneLine(details.errorMessage());
        return words.isEmpty() || !QUOTED.contains(code) ? "" : ": " + words;
    }

    private String todo(AwsServiceException answer, String code, Right right) {
        return switch (code) {
            case "AccessDeniedException" -> allow(right);
            case "NotFoundException" -> "see that region, account and name are right" + endpoint();
            case "DisabledException" -> "enable the key, or use another recipient's";
            case "KMSInvalidStateException" -> state(answer);
            case "InvalidKeyUsageException", "ValidationException" -> "it must be a symmetric key for ENCRYPT_DECRYPT";
            case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException" ->
                "AWS does not know this access key" + CREDENTIALS;
            case "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignatureException" ->
                "the secret key or this machine's clock is wrong, or something on the way changes requests"
                        + CREDENTIALS;
            case "ExpiredTokenException", "ExpiredToken" ->
                "the session of these credentials is over: renew them" + CREDENTIALS;
            case "RequestExpired" -> "set this machine's clock";
            default -> answer.statusCode() == 403 ? allow(right) : "see what that means for KMS" + endpoint();
        };
    }

    private String allow(Right right) {
        return "the policies of the key and of these credentials must allow " + right.permission() + " on it"
                + (key.isAlias() ? "; policies know the key behind an alias by its own ARN" : "");
    }

    private static String state(AwsServiceException answer) {
        String words = String.valueOf(answer.awsErrorDetails().errorMessage()).toLowerCase(Locale.ROOT);
        return words.contains("pending deletion")
                ? "cancel its deletion (kms:CancelKeyDeletion) and enable it, before it is gone for good with"
                        + " everything that no other recipient opens"
                : "see what state the key is in, or use another recipient's";
    }

    private String endpoint() {
        return settings.endpoint()
                .map(url -> ", and that encryption.kms.endpoint (" + url + ") serves the region " + key.region())
                .orElse("");
    }

    IOException ofNoAnswer(SdkException failure, Right right) {
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return late(failure, right);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> broken = broken(cause);
            if (broken.isPresent()) {
                return new StoreException.Unavailable(right.doing(key) + ": " + broken.get(), failure);
            }
            if (cause instanceof SocketTimeoutException) {
                return late(failure, right);
            }
        }
        String words = onOneLine(String.valueOf(failure.getMessage()));
        return words.toLowerCase(Locale.ROOT).contains("credentials")
                ? new StoreException.Denied(right.doing(key) + ": no credentials" + CREDENTIALS, null)
                : new StoreException.Unavailable(right.doing(key) + ": " + words, failure);
    }

    private IOException late(SdkException failure, Right right) {
        return new StoreException.Unavailable(
                right.doing(key) + ": no answer in time from " + settings.reachable(key) + "; try later, or allow more"
                        + " with encryption.kms.request-timeout",
                failure);
    }

    private Optional<String> broken(Throwable cause) {
        String said = ": " + cause.getClass().getSimpleName() + " " + onOneLine(String.valueOf(cause.getMessage()));
        if (cause instanceof UnknownHostException) {
            return Optional.of("the address of " + settings.reachable(key) + " is not known" + said
                    + "; see that the region is right, and this machine's name service");
        }
        if (cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof ConnectTimeoutException) {
            return Optional.of("no connection to " + settings.reachable(key) + said
                    + "; see that this machine may reach it, or set encryption.kms.endpoint");
        }
        return cause instanceof SSLException
                ? Optional.of("no safe connection to " + settings.reachable(key) + said)
                : Optional.empty();
    }

    private static String onOneLine(String text) {
        String line = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
