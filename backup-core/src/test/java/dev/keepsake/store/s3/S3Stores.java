package dev.keepsake.store.s3;

import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Stores for tests: short timeouts, and credentials that mean nothing. */
final class S3Stores {

    static final AwsCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "testtest"));

    private S3Stores() {}

    static S3Settings settings(URI endpoint, String prefix, Duration timeout) {
        return new S3Settings(
                S3Server.BUCKET,
                prefix,
                Optional.of(endpoint),
                Optional.of("us-east-1"),
                true,
                List.of(),
                Optional.empty(),
                UploadSettings.NONE,
                key -> key.value().startsWith("a/"),
                Duration.ofSeconds(2),
                timeout);
    }

    static S3Store open(URI endpoint, String prefix, Duration timeout) throws StoreException {
        return S3Store.open(settings(endpoint, prefix, timeout), ANYBODY);
    }
}
