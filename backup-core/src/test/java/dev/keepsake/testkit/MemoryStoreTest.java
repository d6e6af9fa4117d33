package dev.keepsake.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest implements ObjectStoreContract {

    private final MemoryStore memory = new MemoryStore();

    @Override
    public ObjectStore store() {
        return memory;
    }

    @Override
    public ObjectStore again() {
        return memory.again();
    }

    @Test
    void theClockStandsWhereItWasSet() throws StoreException {
        memory.setNow(Instant.parse("2026-11-22T03:00:00Z"));
        memory.advance(Duration.ofMinutes(5));

        assertThat(memory.now()).isEqualTo("2026-11-22T03:05:00Z");
        assertThat(memory.again().now()).isEqualTo("2026-11-22T03:05:00Z");
    }

    @Nested
    final class BehindAFaultyStoreThatNeverStrikes implements ObjectStoreContract {

        @Override
        public ObjectStore store() {
            return FaultyStore.never(memory);
        }

        @Override
        public ObjectStore again() {
            return FaultyStore.never(memory.again());
        }
    }
}
