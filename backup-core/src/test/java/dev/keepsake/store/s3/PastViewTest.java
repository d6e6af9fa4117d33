package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Buckets that keep versions, as they were. */
final class PastViewTest {

    private final VersionedBucket bucket = new VersionedBucket(true);

    private S3Store store(VersionedBucket over) throws IOException {
        return S3Store.over(S3Stores.settings(S3Server.anyEndpoint("http"), "archives/a", Duration.ofSeconds(5)), over);
    }

    private static SortedMap<String, String> content(ObjectStore store, String prefix, String after)
            throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        for (StoredObject object : store.list(prefix, after).all()) {
            byte[] bytes = store.open(object.key(), 0).readAllBytes();
            assertThat(object.size()).isEqualTo(bytes.length);
            content.put(object.key().value(), new String(bytes, StandardCharsets.UTF_8));
        }
        return content;
    }

    @Test
    void everyMomentIsAsItWas() throws IOException {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("everyMomentIsAsItWas: -Dkeepsake.seed=" + seed);
        Random random = new Random(seed);
        SortedMap<String, String> now = new TreeMap<>();
        List<Map.Entry<Instant, SortedMap<String, String>>> moments = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            String key = "x" + random.nextInt(9);
            if (random.nextInt(3) == 0) {
                bucket.delete("archives/a/prod/" + key);
                now.remove("prod/" + key);
            } else {
                bucket.put("archives/a/prod/" + key, "step " + step);
                now.put("prod/" + key, "step " + step);
            }
            bucket.put("archives/a/prod/not a key", "of somebody else");
            bucket.put("archives/b/prod/" + key, "another archive");
            moments.add(Map.entry(bucket.now, new TreeMap<>(now)));
            bucket.now = bucket.now.plusSeconds(1);
        }
        try (S3Store store = store(bucket)) {
            for (Map.Entry<Instant, SortedMap<String, String>> moment : moments) {
                Instant within = moment.getKey().plusMillis(random.nextInt(1000));
                assertThat(content(store.asOf(within), "", "")).isEqualTo(moment.getValue());
                String after = "prod/x" + random.nextInt(9);
                assertThat(content(store.asOf(within), "prod/", after))
                        .isEqualTo(moment.getValue().tailMap(after + "0"));
            }
        }
    }

    @Test
    void thePolicyForItAllowsWhatIsAskedForAndNothingElse() throws IOException {
        bucket.put("archives/a/x1", "first");
        Instant then = bucket.now;
        bucket.now = then.plusSeconds(10);
        bucket.delete("archives/a/x1");
        try (S3Store store = store(bucket)) {
            assertThat(store.keepsVersions()).isTrue();
            assertThat(content(store.asOf(then), "", "")).containsOnlyKeys("x1");
        }
        Set<String> allowed = new TreeSet<>();
        JsonNode policy = new ObjectMapper()
                .readTree(Path.of("..", "deploy", "iam", "restorer-as-of.json").toFile());
        for (JsonNode action : policy.findValues("Action")) {
            if (action.isTextual()) {
                allowed.add(action.asText());
            }
            action.forEach(one -> allowed.add(one.asText()));
        }
        assertThat(bucket.actions).isEqualTo(allowed);
        assertThat(policy.findValuesAsText("Resource"))
                .containsExactly("arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/PREFIX/*");
    }

    @Test
    void whatHappenedInOneSecondIsTakenAsItEnded() throws IOException {
        bucket.delete("archives/a/x1"); // of nothing, which a store notes all the same
        bucket.put("archives/a/x1", "put after it");
        bucket.put("archives/a/x2", "put before it");
        bucket.delete("archives/a/x2");
        try (S3Store store = store(bucket)) {
            assertThat(content(store.asOf(bucket.now), "", "")).containsOnlyKeys("x1");
        }
    }

    @Test
    void whatWasListedIsReadByOneRequest() throws IOException {
        for (int i = 0; i < 9; i++) {
            bucket.put("archives/a/x" + i, "" + i);
        }
        try (S3Store store = store(bucket)) {
            ObjectStore past = store.asOf(bucket.now);
            past.open(new ObjectKey("x3"), 0).close();
            assertThat(bucket.requests).isEqualTo(2);
            assertThat(past.list("", "").all()).hasSize(9);
            assertThat(bucket.requests).isEqualTo(2 + 3);
            past.open(new ObjectKey("x4"), 0).close();
            assertThat(bucket.requests).isEqualTo(2 + 3 + 1);
        }
    }

    @Test
    void nobodyChangesThePast() throws IOException {
        bucket.put("archives/a/x1", "1");
        Instant before = bucket.now;
        bucket.now = before.plusSeconds(60);
        bucket.delete("archives/a/x1");
        int size = bucket.size();
        try (S3Store store = store(bucket)) {
            ObjectStore past = store.asOf(before);
            ObjectKey key = new ObjectKey("x1");
            assertThat(past.open(key, 0).readAllBytes()).hasSize(1);
            assertThatThrownBy(() -> past.delete(key)).isInstanceOf(StoreException.Denied.class);
            assertThatThrownBy(() -> past.write(key)).isInstanceOf(StoreException.Denied.class);
            assertThatThrownBy(() -> past.putIfAbsent(key, new byte[1]))
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("looked at as it was at " + before);
            assertThatThrownBy(() -> past.open(new ObjectKey("x"), 0)).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> store.asOf(before.minusSeconds(1)).open(key, 0))
                    .isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> store.asOf(bucket.now).open(key, 0)).isInstanceOf(StoreException.NotFound.class);
        }
        assertThat(bucket.size()).isEqualTo(size);
    }

    @Test
    void aStoreSaysWhetherItKeepsVersions() throws IOException {
        try (S3Store keeps = store(bucket);
                S3Store forgets = store(new VersionedBucket(false))) {
            assertThat(keeps.keepsVersions()).isTrue();
            assertThat(forgets.keepsVersions()).isFalse();
        }
    }
}
