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
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A store's clock, and what becomes of its calls when their thread is interrupted or the store closed. */
public interface LifeContract extends StoreUnderTest {

    @Test
    default void theClockIsPlausibleAndDoesNotGoBack() throws IOException {
        ObjectStore store = store();
        Instant last = store.now();
        assertThat(Duration.between(last, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));

        for (int i = 0; i < 20; i++) {
            Instant next = store.now();
            assertThat(next).isAfterOrEqualTo(last);
            last = next;
        }
        assertThat(keys(store, "", "")).isEmpty();
    }

    @Test
    default void anInterruptedThreadDoesNothing() throws IOException {
        ObjectStore store = store();
        write(store, "a/object", bytes(1, 100));

        calls(store).forEach((name, call) -> {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(call).as(name).isInstanceOf(StoreException.Unavailable.class);
            } finally {
                Thread.interrupted();
            }
        });

        assertThat(keys(store, "", "")).containsExactly("a/object");
        write(store, "a/after", bytes(2, 100));
        assertThat(read(store, "a/after")).isEqualTo(bytes(2, 100));
    }

    @Test
    default void anInterruptBeforeTheCommitLeavesNothing() throws IOException {
        ObjectStore store = store();
        ObjectKey key = new ObjectKey("a/object");

        try (ObjectWrite write = store.write(key)) {
            write.write(bytes(1, 100));
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(write::commit).isInstanceOf(StoreException.Unavailable.class);
            } finally {
                Thread.interrupted();
            }
        }

        assertAbsent(store, "a/object");
    }

    @Test
    default void aClosedStoreDoesNothing() throws IOException {
        ObjectStore store = store();
        ObjectStore other = again();
        write(store, "a/object", bytes(1, 100));

        store.close();
        store.close();

        calls(store)
                .forEach((name, call) ->
                        assertThatThrownBy(call).as(name).isInstanceOf(StoreException.Unavailable.class));
        assertThat(keys(other, "", "")).containsExactly("a/object");
        assertThat(read(other, "a/object")).isEqualTo(bytes(1, 100));
    }

    @Test
    default void closingAStoreAbortsItsWrites() throws IOException {
        ObjectStore store = store();
        ObjectStore other = again();
        ObjectWrite write = store.write(new ObjectKey("a/object"));
        write.write(bytes(1, 100));

        store.close();

        assertThatThrownBy(write::commit).isInstanceOf(StoreException.Unavailable.class);
        write.close();
        assertAbsent(other, "a/object");
    }

    @Test
    default void theLocationIsAUrl() throws IOException {
        assertThat(store().location()).matches("[a-z][a-z0-9]*:.*");
    }

    private static Map<String, ThrowingCallable> calls(ObjectStore store) {
        ObjectKey object = new ObjectKey("a/object");
        ObjectKey fresh = new ObjectKey("a/fresh");
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("write", () -> write(store, "a/fresh", bytes(2, 100)));
        calls.put("putIfAbsent", () -> store.putIfAbsent(fresh, bytes(2, 100)));
        calls.put("putIfAbsent of the same", () -> store.putIfAbsent(object, bytes(1, 100)));
        calls.put("open", () -> read(store, "a/object"));
        calls.put("list", () -> keys(store, "", ""));
        calls.put("delete", () -> store.delete(object));
        calls.put("now", store::now);
        return calls;
    }
}
