package dev.keepsake.framework;

import dev.keepsake.artefact.Pause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Waits no time at all, and remembers how long it was asked to. */
final class Patience implements Pause {

    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    @Override
    public void of(Duration duration) {
        waits.add(duration);
    }

    List<Duration> waits() {
        return waits;
    }
}
