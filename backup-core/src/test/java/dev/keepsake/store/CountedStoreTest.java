package dev.keepsake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.ObjectStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of a store whose requests are counted, and what is counted. */
final class CountedStoreTest implements ObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("some/object");

    private final MemoryStore memory = new MemoryStore();
    private final Notes notes = new Notes();

    @Override
    public ObjectStore store() {
        return new CountedStore(memory, notes);
    }

    @Override
    public ObjectStore again() {
        return new CountedStore(memory.again(), notes);
    }

    @Test
    void everyRequestIsToldWithItsEnd() throws IOException {
        ObjectStore store = store();

        store.now();
        store.putIfAbsent(KEY, new byte[] {1, 2, 3});
        assertThat(catchThrowable(() -> store.putIfAbsent(KEY, new byte[] {4}))).isNotNull();
        store.list("", "").all();
        try (InputStream in = store.open(KEY, 1)) {
            in.readAllBytes();
        }
        store.delete(KEY);
        assertThat(catchThrowable(() -> store.open(KEY, 0))).isNotNull();
        store.close();
        assertThat(catchThrowable(store::now)).isNotNull();

        assertThat(notes.words)
                .containsExactly(
                        "time done",
                        "put done",
                        "put taken",
                        "list done",
                        "read done",
                        "delete done",
                        "read not_found",
                        "time unavailable");
        assertThat(notes.sent).isEqualTo(3);
        assertThat(notes.received).isEqualTo(2);
    }

    @Test
    void aWriteCountsOnceItIsCommittedAndNotWhenItIsGivenUp() throws IOException {
        ObjectStore store = store();

        try (ObjectWrite write = store.write(KEY)) {
            write.write(new byte[5]);
            assertThat(notes.words).isEmpty();
            write.commit();
        }
        try (ObjectWrite givenUp = store.write(KEY)) {
            givenUp.write(7);
        }

        assertThat(notes.words).containsExactly("write done");
        assertThat(notes.sent).isEqualTo(6);
    }

    private static final class Notes implements StoreRequests {

        private final List<String> words = new ArrayList<>();
        private long sent;
        private long received;

        @Override
        public void done(Kind kind, Outcome outcome, Duration took) {
            words.add(kind.word() + " " + outcome.word());
        }

        @Override
        public void sent(long bytes) {
            sent += bytes;
        }

        @Override
        public void received(long bytes) {
            received += bytes;
        }
    }
}
