package dev.keepsake.testkit;

import static dev.keepsake.testkit.StoreUnderTest.assertAbsent;
import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultyStoreTest {

    private static final ObjectKey KEY = new ObjectKey("a/object");

    private final MemoryStore memory = new MemoryStore();

    @Test
    void everyCallIsAStep() throws IOException {
        FaultyStore store = FaultyStore.never(memory);

        write(store, "a/large", bytes(1, 3 * FaultyStore.PART + 1)); // write, three parts, commit
        assertThat(store.steps()).isEqualTo(5);
        store.putIfAbsent(KEY, bytes(1, 10));
        read(store, "a/object");
        keys(store, "", ""); // list, two objects, the end
        store.delete(KEY);
        store.now();

        assertThat(store.steps()).isEqualTo(13);
        assertThat(store.struck()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aCrashedStoreNeverWorksAgain(Fault fault) throws IOException {
        write(memory, "a/object", bytes(1, 10));
        FaultyStore store = new FaultyStore(memory, 1, fault);
        InputStream in = store.open(KEY, 0);
        assertThat(store.struck()).isFalse();

        assertThatThrownBy(store::now).isInstanceOf(StoreException.Unavailable.class);

        assertThat(store.struck()).isTrue();
        assertThatThrownBy(in::read).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.open(KEY, 0)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.delete(KEY)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.putIfAbsent(new ObjectKey("a/new"), new byte[1]))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThat(keys(memory, "", "")).containsExactly("a/object");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatFailsOnceGoesOn(Fault fault) throws IOException {
        FaultyStore store = FaultyStore.once(memory, 0, fault);

        assertThatThrownBy(store::now).isInstanceOf(StoreException.Unavailable.class);

        assertThat(store.struck()).isTrue();
        write(store, "a/object", bytes(1, 10));
        assertThat(read(store, "a/object")).isEqualTo(bytes(1, 10));
    }

    @Test
    void whatIsNotDoneLeavesTheStoreAsItWas() throws IOException {
        write(memory, "a/old", bytes(1, 10));

        assertThatThrownBy(() -> write(FaultyStore.once(memory, 1, Fault.NOT_DONE), "a/old", bytes(2, 10)))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> FaultyStore.once(memory, 0, Fault.NOT_DONE).putIfAbsent(KEY, bytes(2, 10)))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> FaultyStore.once(memory, 0, Fault.NOT_DONE).delete(new ObjectKey("a/old")))
                .isInstanceOf(StoreException.Unavailable.class);

        assertThat(keys(memory, "", "")).containsExactly("a/old");
        assertThat(read(memory, "a/old")).isEqualTo(bytes(1, 10));
    }

    @Test
    void whatIsDoneIsDoneThoughItsAnswerIsLost() throws IOException {
        Fault lost = Fault.DONE_BUT_ANSWER_LOST;
        write(memory, "a/old", bytes(1, 10));

        assertThatThrownBy(() -> write(FaultyStore.once(memory, 1, lost), "a/new", bytes(2, 10)))
                .isInstanceOf(StoreException.OutcomeUnknown.class);
        assertThatThrownBy(() -> FaultyStore.once(memory, 0, lost).putIfAbsent(KEY, bytes(3, 10)))
                .isInstanceOf(StoreException.OutcomeUnknown.class);
        assertThatThrownBy(() -> FaultyStore.once(memory, 0, lost).delete(new ObjectKey("a/old")))
                .isInstanceOf(StoreException.OutcomeUnknown.class);

        assertThat(keys(memory, "", "")).containsExactly("a/new", "a/object");
        assertThat(read(memory, "a/new")).isEqualTo(bytes(2, 10));
        assertThat(read(memory, "a/object")).isEqualTo(bytes(3, 10));
    }

    @Test
    void aTornWriteLeavesAPartUnderTheKey() throws IOException {
        assertThatThrownBy(() -> write(FaultyStore.once(memory, 1, Fault.TORN), "a/1", new byte[10]))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> write(FaultyStore.once(memory, 1, Fault.TORN), "a/2", new byte[FaultyStore.PART * 2]))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> FaultyStore.once(memory, 0, Fault.TORN).putIfAbsent(KEY, new byte[10]))
                .isInstanceOf(StoreException.Unavailable.class);

        assertThat(read(memory, "a/1")).hasSize(5);
        assertThat(read(memory, "a/2")).hasSize(FaultyStore.PART);
        assertThat(read(memory, "a/object")).hasSize(5);
    }

    @Test
    void aTornPutDoesNotTouchAnothersObject() throws IOException {
        write(memory, "a/object", bytes(1, 10));

        assertThatThrownBy(() -> FaultyStore.once(memory, 0, Fault.TORN).putIfAbsent(KEY, bytes(2, 10)))
                .isInstanceOf(StoreException.AlreadyExists.class);

        assertThat(read(memory, "a/object")).isEqualTo(bytes(1, 10));
    }

    @Test
    void aTornReadEndsWithAnError() throws IOException {
        write(memory, "a/object", bytes(1, 10));

        try (InputStream in = FaultyStore.once(memory, 0, Fault.TORN).open(KEY, 0)) {
            assertThat(in.readNBytes(5)).hasSize(5);
            assertThatThrownBy(in::read).isInstanceOf(StoreException.Unavailable.class);
        }
        assertThatThrownBy(() -> read(FaultyStore.once(memory, 0, Fault.TORN), "a/object"))
                .isInstanceOf(StoreException.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aListingThatFailedStaysFailed(Fault fault) throws IOException {
        write(memory, "a/1", new byte[1]);
        write(memory, "a/2", new byte[1]);
        Listing listing = FaultyStore.once(memory, 2, fault).list("", "");
        assertThat(listing.next()).isPresent();

        assertThatThrownBy(listing::next).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(listing::next).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void aWriteWhosePartFailedCannotBeCommitted() throws IOException {
        try (var write = FaultyStore.once(memory, 1, Fault.NOT_DONE).write(KEY)) {
            assertThatThrownBy(() -> write.write(new byte[FaultyStore.PART]))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThatThrownBy(write::commit).isInstanceOf(IllegalStateException.class);
        }
        assertAbsent(memory, "a/object");
    }
}
