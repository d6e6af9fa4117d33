package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.RecordedBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The name of a bucket's host is not known, once or for good, at each request of a backup and of a restore ({@code
 * -Dkeepsake.long=true}, else at some): what passes is got over, what does not is said, and nothing is listed that
 * does not restore.
 */
final class NameServiceTest {

    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int STEP = LONG ? 1 : 8;
    private static final int STEP_FOR_GOOD = LONG ? 1 : 25;
    private static final long SEED = Long.getLong("keepsake.seed", System.nanoTime());
    private static final int FOR_GOOD = 1_000_000;

    @TempDir
    private Path machine;

    private DiskServer source;
    private String truth = "";

    @BeforeEach
    void aServer() throws IOException {
        source = new DiskServer(machine);
        source.elects(1).snapshots();
        source.commits(3);
        RecordedBucket bucket = new RecordedBucket();
        backUp(bucket);
        truth = restored(bucket).orElseThrow();
    }

    @Test
    void aBackupGetsOverNamesThatAreUnknownForAMoment() throws IOException {
        int requests = requestsOfABackup();
        for (int at = first(STEP); at < requests; at += STEP) {
            RecordedBucket bucket = new RecordedBucket();
            bucket.forget(at, 1);

            backUp(bucket);

            assertThat(bucket.requests())
                    .as("one more, at %d, seed %d", at, SEED)
                    .isGreaterThan(requests);
            assertThat(restored(bucket)).hasValue(truth);
        }
    }

    @Test
    void aBackupEndsWhereTheNameStaysUnknownAndTheNextOneSucceeds() throws IOException {
        int requests = requestsOfABackup();
        for (int at = first(STEP_FOR_GOOD); at < requests; at += STEP_FOR_GOOD) {
            RecordedBucket bucket = new RecordedBucket();
            bucket.forget(at, FOR_GOOD);

            Optional<IOException> told = failure(bucket);

            bucket.forget(0, 0);
            told.ifPresent(NameServiceTest::requireSaid);
            assertThat(told.isPresent() || restored(bucket).isPresent())
                    .as("silent, at %d, seed %d", at, SEED)
                    .isTrue();
            assertThat(restored(bucket).orElse(truth)).isEqualTo(truth);
            backUp(bucket);
            assertThat(restored(bucket)).hasValue(truth);
        }
    }

    @Test
    void aRestoreGetsOverItOrSaysSo() throws IOException {
        RecordedBucket bucket = new RecordedBucket();
        backUp(bucket);
        bucket.forget(FOR_GOOD, 0);
        restored(bucket);
        int requests = bucket.requests();
        for (int at = first(STEP); at < requests; at += STEP) {
            bucket.forget(at, 1);
            assertThat(restored(bucket)).hasValue(truth);
        }
        for (int at = first(STEP_FOR_GOOD); at < requests; at += STEP_FOR_GOOD) {
            bucket.forget(at, FOR_GOOD);
            try {
                assertThat(restored(bucket))
                        .as("nothing is told at %d, seed %d", at, SEED)
                        .isNull();
            } catch (IOException told) {
                requireSaid(told);
            }
        }
    }

    private static int first(int step) {
        return new Random(SEED).nextInt(step);
    }

    private int requestsOfABackup() throws IOException {
        RecordedBucket bucket = new RecordedBucket();
        backUp(bucket);
        return bucket.requests();
    }

    private static void requireSaid(IOException told) {
        assertThat(told)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("the address of http://127.0.0.1:9 is not known")
                .hasMessageContaining("bucket.example.com")
                .hasMessageContaining("this machine's name service")
                .hasMessageContaining("5 attempts");
    }

    private void backUp(RecordedBucket bucket) throws IOException {
        try (ObjectStore store = bucket.store()) {
            new Archive(store).manifestOf(source);
        }
    }

    private Optional<IOException> failure(RecordedBucket bucket) {
        try {
            backUp(bucket);
            return Optional.empty();
        } catch (IOException told) {
            return Optional.of(told);
        }
    }

    private Optional<String> restored(RecordedBucket bucket) throws IOException {
        try (ObjectStore store = bucket.store()) {
            Archive archive = new Archive(store);
            Optional<Catalog.Listed> listed = archive.catalog.list().stream().findFirst();
            if (listed.isEmpty()) {
                return Optional.empty();
            }
            Manifest manifest = listed.get().manifest().orElseThrow();
            return Optional.of(
                    archive.target(manifest, machine.resolve("blank")).plan().hash());
        }
    }
}
