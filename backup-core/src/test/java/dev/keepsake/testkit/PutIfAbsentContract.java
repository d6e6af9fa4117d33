package dev.keepsake.testkit;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One writer wins: {@link ObjectStore#putIfAbsent}. */
public interface PutIfAbsentContract extends StoreUnderTest {

    @Test
    default void theFirstPutIsThere() throws IOException {
        ObjectStore store = store();

        store.putIfAbsent(new ObjectKey("a/claim"), bytes(1, 5000));

        assertThat(read(store, "a/claim")).isEqualTo(bytes(1, 5000));
        assertThat(keys(again(), "", "")).containsExactly("a/claim");
    }

    @Test
    default void repeatingAPutSucceeds() throws IOException {
        ObjectStore store = store();
        ObjectStore other = again();
        store.putIfAbsent(new ObjectKey("a/claim"), bytes(1, 5000));

        store.putIfAbsent(new ObjectKey("a/claim"), bytes(1, 5000));
        other.putIfAbsent(new ObjectKey("a/claim"), bytes(1, 5000));

        assertThat(read(store, "a/claim")).isEqualTo(bytes(1, 5000));
    }

    @Test
    default void otherBytesAreRefusedAndTheFirstStay() throws IOException {
        ObjectStore store = store();
        ObjectKey key = new ObjectKey("a/claim");
        byte[] first = bytes(1, 5000);
        byte[] lastByteDiffers = first.clone();
        lastByteDiffers[4999]++;
        store.putIfAbsent(key, first);

        for (byte[] second : List.of(lastByteDiffers, bytes(1, 4999), bytes(1, 5001), new byte[0])) {
            assertThatThrownBy(() -> again().putIfAbsent(key, second))
                    .isInstanceOf(StoreException.AlreadyExists.class)
                    .hasMessageContaining("a/claim");
        }

        assertThat(read(store, "a/claim")).isEqualTo(first);
    }

    @Test
    default void aWrittenObjectIsNotPutOver() throws IOException {
        ObjectStore store = store();
        write(store, "a/object", bytes(1, 100));

        assertThatThrownBy(() -> store.putIfAbsent(new ObjectKey("a/object"), bytes(2, 100)))
                .isInstanceOf(StoreException.AlreadyExists.class);

        assertThat(read(store, "a/object")).isEqualTo(bytes(1, 100));
    }

    @Test
    default void whatWasPutIsNoLongerTheCallersArray() throws IOException {
        ObjectStore store = store();
        byte[] mine = bytes(1, 100);
        store.putIfAbsent(new ObjectKey("a/claim"), mine);

        mine[0]++;

        assertThat(read(store, "a/claim")).isEqualTo(bytes(1, 100));
    }

    @Test
    default void anEmptyObjectCanBePut() throws IOException {
        ObjectStore store = store();

        store.putIfAbsent(new ObjectKey("a/claim"), new byte[0]);
        store.putIfAbsent(new ObjectKey("a/claim"), new byte[0]);

        assertThat(read(store, "a/claim")).isEmpty();
    }

    @Test
    default void whatIsTooLargeIsRefused() throws IOException {
        ObjectStore store = store();

        assertThatThrownBy(() -> store.putIfAbsent(new ObjectKey("a/claim"), new byte[ObjectStore.MAX_PUT_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a/claim");

        assertThat(keys(store, "", "")).isEmpty();
    }

    @Test
    default void ofManyPutsOneWins() throws Exception {
        List<ObjectStore> handles = List.of(store(), again());
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 10; round++) {
                ObjectKey key = new ObjectKey("round-" + round + "/claim");
                CyclicBarrier start = new CyclicBarrier(writers);
                List<Callable<Optional<byte[]>>> puts = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    ObjectStore handle = handles.get(writer % handles.size());
                    byte[] own = bytes(writer, 20_000);
                    puts.add(() -> put(handle, key, own, start));
                }

                List<byte[]> winners = new ArrayList<>();
                for (Future<Optional<byte[]>> put : threads.invokeAll(puts)) {
                    put.get().ifPresent(winners::add);
                }

                assertThat(winners).hasSize(1);
                assertThat(read(handles.get(0), key.value())).isEqualTo(winners.get(0));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Optional<byte[]> put(ObjectStore store, ObjectKey key, byte[] own, CyclicBarrier start)
            throws Exception {
        start.await();
        try {
            store.putIfAbsent(key, own);
            return Optional.of(own);
        } catch (StoreException.AlreadyExists e) {
            return Optional.empty();
        }
    }
}
