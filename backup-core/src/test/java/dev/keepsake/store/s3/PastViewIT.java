package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Pause;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.RateLimits;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** The same as {@link PastViewTest} with a server. S3Mock gives a deletion the time of what it deleted, so here objects are only replaced. */
@Tag("long")
final class PastViewIT {

    @TempDir
    private static Path folder;

    private static S3Server server;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3Mock(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void keepVersions() throws IOException {
        try (S3Client client = Clients.client(
                S3Stores.settings(server.endpoint(), "", Duration.ofSeconds(20)), RateLimits.NONE, S3Stores.ANYBODY)) {
            client.putBucketVersioning(put -> put.bucket(S3Server.BUCKET)
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
        }
    }

    private static ObjectKey key(int number) {
        return new ObjectKey("prod/x" + number);
    }

    @Test
    void everyMomentIsAsItWas() throws IOException {
        try (S3Store store = S3Stores.open(server.endpoint(), "archives/past", Duration.ofSeconds(20))) {
            assertThat(store.keepsVersions()).isFalse();
            keepVersions();
            assertThat(store.keepsVersions()).isTrue();

            Random random = new Random(5);
            SortedMap<String, String> now = new TreeMap<>();
            List<Map.Entry<Instant, SortedMap<String, String>>> moments = new ArrayList<>();
            for (int step = 0; step < 12; step++) {
                change(store, now, random, step);
                moments.add(Map.entry(afterThatSecond(), new TreeMap<>(now)));
            }
            assertThat(now).isNotEmpty();
            for (Map.Entry<Instant, SortedMap<String, String>> moment : moments) {
                assertThat(content(store.asOf(moment.getKey()))).isEqualTo(moment.getValue());
            }
            assertThat(content(store)).isEqualTo(now);
        }
    }

    private static void change(S3Store store, SortedMap<String, String> now, Random random, int step)
            throws IOException {
        ObjectKey key = key(random.nextInt(4));
        try (ObjectWrite write = store.write(key)) {
            write.write(("step " + step).getBytes(StandardCharsets.UTF_8));
            write.commit();
        }
        now.put(key.value(), "step " + step);
    }

    /** A time behind everything that was done, and before everything that will be. */
    private static Instant afterThatSecond() throws IOException {
        Pause.REAL.of(Duration.ofMillis(1_100));
        Instant time = Instant.now();
        Pause.REAL.of(Duration.ofMillis(1_100));
        return time;
    }

    private static SortedMap<String, String> content(ObjectStore store) throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        for (StoredObject object : store.list("prod/", "").all()) {
            try (var in = store.open(object.key(), 0)) {
                content.put(object.key().value(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return content;
    }
}
