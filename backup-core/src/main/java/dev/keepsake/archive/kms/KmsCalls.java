package dev.keepsake.archive.kms;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Requests to KMS for one key. Each is made with a client of its own: they are rare, one for an archive key, and a process that
 * needs none has neither client nor connection. Requests change nothing, so they are tried again without a thought.
 */
final class KmsCalls {

    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final KmsKey key;
    private final KmsSettings settings;
    private final KmsFailures failures;

    KmsCalls(KmsKey key, KmsSettings settings) {
        this.key = key;
        this.settings = settings;
        this.failures = new KmsFailures(key, settings);
    }

    <T> T call(Right right, Function<KmsClient, T> request) throws IOException {
        return callUnless(Set.of(), right, request).orElseThrow();
    }

    /** The answer; empty where it is one of these errors. */
    <T> Optional<T> callUnless(Set<String> errors, Right right, Function<KmsClient, T> request) throws IOException {
        try (DefaultCredentialsProvider credentials =
                        DefaultCredentialsProvider.builder().build();
                KmsClient client = client(credentials)) {
            return Optional.of(request.apply(client));
        } catch (AwsServiceException answer) {
            if (errors.contains(KmsFailures.code(answer))) {
                return Optional.empty();
            }
            throw failures.ofAnswer(answer, right);
        } catch (AbortedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(right.doing(key) + ": interrupted");
        } catch (SdkException noAnswer) {
            throw failures.ofNoAnswer(noAnswer, right);
        }
    }

    private KmsClient client(DefaultCredentialsProvider credentials) {
        var builder = KmsClient.builder()
                .region(Region.of(key.region()))
                .credentialsProvider(credentials)
                .overrideConfiguration(this::bounded)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(settings.connectTimeout())
                        .socketTimeout(settings.requestTimeout())
                        .connectionAcquisitionTimeout(settings.requestTimeout())
                        .maxConnections(1));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private void bounded(ClientOverrideConfiguration.Builder override) {
        Duration each = settings.requestTimeout();
        BackoffStrategy waits = BackoffStrategy.exponentialDelay(FIRST_WAIT, LONGEST_WAIT);
        override.apiCallAttemptTimeout(each)
                .apiCallTimeout(each.multipliedBy(ATTEMPTS))
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .backoffStrategy(waits)
                        .throttlingBackoffStrategy(waits)
                        .build());
    }
}
