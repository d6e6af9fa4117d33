package dev.keepsake.store.s3;

import dev.keepsake.store.RateLimits;
import dev.keepsake.store.StoreException;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the client of a store out of its settings; nothing is asked of the store yet. */
final class Clients {

    static final int MOST_CONNECTIONS = 16;
    /** What stores call it that have but one. */
    private static final String ONLY_REGION = "us-east-1";

    private Clients() {}

    static S3Client client(S3Settings settings, RateLimits limits, AwsCredentialsProvider credentials)
            throws StoreException {
        var builder = S3Client.builder()
                .region(region(settings))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .disableS3ExpressSessionAuth(true)
                // older stores know neither the checksums of 2024 nor bodies in signed chunks
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build())
                // who retries must know of each attempt whether it may have been carried out
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClientBuilder(limits.isLimited() ? PacedHttp.before(http(settings), limits) : http(settings));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static Apache5HttpClient.Builder http(S3Settings settings) {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .connectionTimeout(settings.connectTimeout())
                .socketTimeout(settings.requestTimeout())
                .connectionAcquisitionTimeout(settings.requestTimeout())
                .connectionMaxIdleTime(Duration.ofSeconds(30))
                .maxConnections(MOST_CONNECTIONS)
                .expectContinueEnabled(false)
                .tcpKeepAlive(true);
        settings.proxy()
                .ifPresent(proxy -> http.proxyConfiguration(ProxyConfiguration.builder()
                        .endpoint(proxy)
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build()));
        if (!settings.trust().isEmpty()) {
            http.tlsTrustManagersProvider(() -> settings.trust().toArray(new TrustManager[0]));
        }
        return http;
    }

    private static Region region(S3Settings settings) throws StoreException {
        if (settings.region().isPresent()) {
            return Region.of(settings.region().get());
        }
        boolean amazon = settings.endpoint().isEmpty();
        // only a machine of Amazon's has a service to ask, and elsewhere asking takes seconds
        AwsRegionProvider known = amazon
                ? DefaultAwsRegionProviderChain.builder().build()
                : new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());
        try {
            return known.getRegion();
        } catch (SdkClientException unknown) {
            if (amazon) {
                throw new StoreException.Unavailable(
                        "the region of " + settings.location() + " is not known: set store.s3.region, or AWS_REGION",
                        unknown);
            }
            return Region.of(ONLY_REGION);
        }
    }
}
