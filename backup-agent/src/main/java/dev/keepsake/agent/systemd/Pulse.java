package dev.keepsake.agent.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Whether threads get on: each says by when it will be heard of again, and whoever is late has stopped. */
public final class Pulse {

    private final LongSupplier nanos;
    private final Map<String, Long> due = new ConcurrentHashMap<>();

    /** By a clock that goes on evenly, in nanoseconds; one that stands still while the machine sleeps is right. */
    public Pulse(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A thread will be heard of again within this time. */
    public void expect(String thread, Duration within) {
        due.put(thread, nanos.getAsLong() + within.toNanos());
    }

    /** A thread has come to its end, and will not be heard of. */
    public void forget(String thread) {
        due.remove(thread);
    }

    /** A thread that should have been heard of and was not. */
    public Optional<String> stopped() {
        long now = nanos.getAsLong();
        return due.entrySet().stream()
                .filter(one -> now - one.getValue() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }
}
