package dev.keepsake.store.s3;

import dev.keepsake.store.s3.Failure.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What to tell a person of a failed request: what the store said, and what to do about it. */
final class Advice {

    private static final int LONGEST = 240;
    private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([a-z0-9-]{1,40})'");
    /** What the chain of the SDK says of one of its members, up to the next one. */
    private static final Pattern WEB_IDENTITY = Pattern.compile(
            "WebIdentityTokenFileCredentialsProvider\\(\\): (.*?)(?:, \\w+\\([^()]*\\): |$)", Pattern.DOTALL);

    private static final String CREDENTIALS =
            "; credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web identity, ~/.aws, or the"
                    + " machine's role";

    private final S3Settings settings;

    Advice(S3Settings settings) {
        this.settings = settings;
    }

    static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    String forAnswer(AwsServiceException answer, Action action) {
        String code = code(answer);
        AwsErrorDetails details = answer.awsErrorDetails();
        String words = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        String said = "HTTP " + answer.statusCode() + (code.isEmpty() ? "" : " " + code)
                + (words.isEmpty() ? "" : ": " + onOneLine(words));
        return said + todo(answer, code, words, action).map(what -> "; " + what).orElse("");
    }

    private Optional<String> todo(AwsServiceException answer, String code, String words, Action action) {
        Optional<String> region = region(answer, words);
        if (region.isPresent()) {
            return Optional.of("the bucket is in the region " + region.get() + ": set store.s3.region to it");
        }
        return switch (code) {
            case "NoSuchBucket" -> Optional.of("make the bucket " + settings.bucket() + ", or correct store.url");
            case "PermanentRedirect",
                    "TemporaryRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" ->
                Optional.of("set store.s3.region to the bucket's region, and store.s3.endpoint unless it is Amazon's");
            case "InvalidAccessKeyId" -> Optional.of("the store does not know this access key" + CREDENTIALS);
            case "SignatureDoesNotMatch" ->
                Optional.of("the secret key is wrong, or something on the way changes requests" + CREDENTIALS);
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                Optional.of("the session of these credentials is over: renew them" + CREDENTIALS);
            case "RequestTimeTooSkewed" -> Optional.of("set this machine's clock");
            case "NotImplemented" -> Optional.of("this store lacks something that Keepsake needs");
            default -> denied(answer.statusCode(), action);
        };
    }

    private Optional<String> denied(int status, Action action) {
        if (status == 403 || status == 401) {
            String absent = "; without s3:ListBucket on " + settings.bucket()
                    + " a store says this of what does not exist, too";
            return Optional.of("the policies of these credentials and of the bucket must allow " + action.on(settings)
                    + also(action) + (action == Action.GET ? absent : ""));
        }
        return status == 429 || status == 503 ? Optional.of("the store is busy, try later") : Optional.empty();
    }

    private String also(Action action) {
        UploadSettings uploads = settings.uploads();
        boolean keyService =
                uploads.encryptionMethod().filter("aws:kms"::equals).isPresent();
        String tagging = uploads.tags().isEmpty() ? "" : ", s3:PutObjectTagging";
        String key = keyService ? ", kms:GenerateDataKey and kms:Decrypt on the key" : "";
        String lock = uploads.lock().isEmpty() ? "" : ", s3:PutObjectRetention";
        return action == Action.PUT ? tagging + key + lock : "";
    }

    private static Optional<String> region(AwsServiceException answer, String words) {
        Matcher expected = EXPECTED_REGION.matcher(words);
        if (expected.find()) {
            return Optional.of(expected.group(1));
        }
        AwsErrorDetails details = answer.awsErrorDetails();
        boolean elsewhere = answer.statusCode() / 100 == 3 || answer.statusCode() == 400;
        if (details == null || details.sdkHttpResponse() == null || !elsewhere) {
            return Optional.empty();
        }
        return details.sdkHttpResponse()
                .firstMatchingHeader("x-amz-bucket-region")
                .map(Advice::onOneLine);
    }

    /** Where the store is looked for. */
    String reachable() {
        return "from " + settings.endpoint().map(Object::toString).orElse("Amazon S3")
                + settings.proxy().map(proxy -> " by the proxy " + proxy).orElse("");
    }

    String unresolved(Throwable cause) {
        return "the address of " + reachable().substring("from ".length()) + " is not known: " + words(cause)
                + "; see that store.s3.endpoint and store.s3.region are right, and that this machine's name service answers";
    }

    String unreachable(Throwable cause) {
        return "no connection to " + reachable().substring("from ".length()) + ": " + words(cause)
                + "; is the store up, and store.s3.endpoint right?";
    }

    String untrusted(Throwable cause) {
        return "the store's certificate is not trusted: " + words(cause)
                + "; name the file of its authority in store.s3.ca-file";
    }

    String broken(Throwable cause) {
        return "the connection broke: " + words(cause);
    }

    /** The failure of what could not even be asked for. */
    Failure withoutRequest(RuntimeException failure) {
        String words = words(failure);
        if (words.toLowerCase(Locale.ROOT).contains("credentials")) {
            String why = refusedIdentity(failure).orElse("no credentials" + CREDENTIALS + " (" + words + ")");
            return new Failure(Kind.DENIED, false, why, failure);
        }
        // an answer that makes no sense may be the answer to something that was done
        return new Failure(Kind.PASSING, true, words, failure);
    }

    /** Of all the ways to credentials that failed, a web identity is the one that was set up on purpose. */
    private static Optional<String> refusedIdentity(RuntimeException failure) {
        Matcher identity = WEB_IDENTITY.matcher(String.valueOf(failure.getMessage()));
        return identity.find() && !identity.group(1).contains("must be set")
                ? Optional.of(
                        "no credentials: the web identity was not taken for a role (" + onOneLine(identity.group(1))
                                + "); see to AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and whom that role trusts")
                : Optional.empty();
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage() == null ? "" : onOneLine(failure.getMessage());
        String name = failure.getClass().getSimpleName();
        return message.isEmpty() ? name : name + ": " + message;
    }

    static String onOneLine(String text) {
        String line = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
