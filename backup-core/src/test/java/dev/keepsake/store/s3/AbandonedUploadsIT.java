package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.RateLimits;
import dev.keepsake.testkit.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What is done about uploads that were begun by hand and never ended. */
final class AbandonedUploadsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void onlyOldUploadsOfAnArchivesOwnKeysAreAborted() throws Exception {
        try (S3Server server = S3Server.s3Proxy(folder);
                S3Client client = Clients.client(
                        S3Stores.settings(server.endpoint(), "prod", TIMEOUT), RateLimits.NONE, S3Stores.ANYBODY)) {
            S3Settings settings = S3Stores.settings(server.endpoint(), "prod", TIMEOUT);
            Bucket bucket = new Bucket(
                    client,
                    settings,
                    new Attempts(new Sorting(new Advice(settings)), TIMEOUT, RateLimits.NONE),
                    new StoreClock());
            List<String> foreign = List.of("a/elsewhere", "prod/film.mov", "prod2/a/else");
            foreign.forEach(name -> begin(client, name));
            begin(client, "prod/a/first");
            begin(client, "prod/a/second");

            new AbandonedUploads(bucket, settings, AbandonedUploads.OLD).sweep();
            assertThat(uploads(client)).hasSize(5);

            // as if a day had gone by
            new AbandonedUploads(bucket, settings, Duration.ofHours(-1)).sweep();
            assertThat(uploads(client)).containsExactlyInAnyOrderElementsOf(foreign);
        }
    }

    private static void begin(S3Client client, String name) {
        client.createMultipartUpload(create -> create.bucket(S3Server.BUCKET).key(name));
    }

    private static List<String> uploads(S3Client client) {
        return client.listMultipartUploads(list -> list.bucket(S3Server.BUCKET)).uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }
}
