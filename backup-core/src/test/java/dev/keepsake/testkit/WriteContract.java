package dev.keepsake.testkit;

import static dev.keepsake.testkit.StoreUnderTest.assertAbsent;
import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Objects are whole or not there: {@link ObjectStore#write} and {@link ObjectStore#delete}. */
public interface WriteContract extends StoreUnderTest {

    @Test
    default void nothingIsVisibleBeforeTheCommit() throws IOException {
        ObjectStore store = store();
        ObjectStore other = again();

        try (ObjectWrite write = store.write(new ObjectKey("a/object"))) {
            write.write(bytes(1, 3 << 20));
            write.flush();

            assertAbsent(store, "a/object");
            assertThat(keys(other, "", "")).isEmpty();

            write.commit();
        }

        assertThat(read(store, "a/object")).isEqualTo(bytes(1, 3 << 20));
        assertThat(keys(other, "", "")).containsExactly("a/object");
    }

    @Test
    default void closingWithoutCommitLeavesNothing() throws IOException {
        ObjectStore store = store();

        try (ObjectWrite write = store.write(new ObjectKey("a/object"))) {
            write.write(bytes(1, 300_000));
        }

        assertAbsent(store, "a/object");
        assertThat(keys(store, "", "")).isEmpty();
    }

    @Test
    default void closingWithoutCommitLeavesTheOldObject() throws IOException {
        ObjectStore store = store();
        write(store, "a/object", bytes(1, 1000));

        try (ObjectWrite write = store.write(new ObjectKey("a/object"))) {
            write.write(bytes(2, 2000));
        }

        assertThat(read(store, "a/object")).isEqualTo(bytes(1, 1000));
    }

    @Test
    default void aSourceThatFailsHalfWayPublishesNothing() throws IOException {
        ObjectStore store = store();

        assertThatThrownBy(() -> {
                    try (ObjectWrite write = store.write(new ObjectKey("a/object"));
                            InputStream source = new CutStream("reading the source")) {
                        write.write(bytes(1, 100_000));
                        source.transferTo(write);
                        write.commit();
                    }
                })
                .hasMessageContaining("reading the source");

        assertAbsent(store, "a/object");
    }

    @Test
    default void aCommitReplacesTheOldObject() throws IOException {
        ObjectStore store = store();
        write(store, "a/object", bytes(1, 200_000));

        write(store, "a/object", bytes(2, 1000));

        assertThat(read(store, "a/object")).isEqualTo(bytes(2, 1000));
        assertThat(read(again(), "a/object")).isEqualTo(bytes(2, 1000));
        assertThat(store.list("", "").all())
                .singleElement()
                .satisfies(only -> assertThat(only.size()).isEqualTo(1000));
    }

    @Test
    default void aReplacementIsSeenWholeOldOrWholeNew() throws Exception {
        ObjectStore store = store();
        ObjectStore other = again();
        write(store, "a/object", filled(0));
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                for (int round = 1; round <= 20; round++) {
                    write(store, "a/object", filled(round));
                }
                return null;
            });
            do {
                byte[] seen = read(other, "a/object");
                assertThat(seen).isEqualTo(filled(seen[0]));
            } while (!writing.isDone());
            writing.get();
        } finally {
            writer.shutdownNow();
        }
    }

    private static byte[] filled(int round) {
        byte[] bytes = new byte[200_000 + round];
        Arrays.fill(bytes, (byte) round);
        return bytes;
    }

    @Test
    default void anEmptyObjectIsAnObject() throws IOException {
        ObjectStore store = store();

        write(store, "a/empty", new byte[0]);

        assertThat(read(store, "a/empty")).isEmpty();
        assertThat(keys(store, "", "")).containsExactly("a/empty");
    }

    @Test
    default void aWriteThatIsOverTakesNothingMore() throws IOException {
        ObjectStore store = store();
        ObjectWrite committed = store.write(new ObjectKey("a/committed"));
        committed.write(7);
        committed.commit();
        ObjectWrite aborted = store.write(new ObjectKey("a/aborted"));
        aborted.close();

        assertThatThrownBy(() -> committed.write(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(committed::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> aborted.write(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(aborted::commit).isInstanceOf(IllegalStateException.class);
        committed.close();
        aborted.close();

        assertThat(read(store, "a/committed")).containsExactly(7);
        assertAbsent(store, "a/aborted");
    }

    @Test
    default void deletingRemovesOneObject() throws IOException {
        ObjectStore store = store();
        write(store, "a/b/one", bytes(1, 10));
        write(store, "a/b/one-more", bytes(2, 10));

        store.delete(new ObjectKey("a/b/one"));

        assertAbsent(store, "a/b/one");
        assertThat(keys(again(), "", "")).containsExactly("a/b/one-more");
    }

    @Test
    default void aDeletedObjectCanBeWrittenAgain() throws IOException {
        ObjectStore store = store();
        write(store, "a/b/one", bytes(1, 10));
        store.delete(new ObjectKey("a/b/one"));

        write(store, "a/b/one", bytes(2, 20));

        assertThat(read(store, "a/b/one")).isEqualTo(bytes(2, 20));
    }

    @Test
    default void deletingWhatIsNotThereIsFine() throws IOException {
        ObjectStore store = store();
        write(store, "a/b/one", bytes(1, 10));

        store.delete(new ObjectKey("never/was"));
        store.delete(new ObjectKey("a/b"));
        store.delete(new ObjectKey("a/b/one/deeper"));

        assertThat(keys(store, "", "")).containsExactly("a/b/one");
    }
}
