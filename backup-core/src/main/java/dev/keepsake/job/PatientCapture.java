package dev.keepsake.job;

import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Part;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Captures again and again while no source gives anything: a part is put once and for all. */
final class PatientCapture {

    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration RAREST_LOOK = Duration.ofSeconds(30);

    /** A server that starts, or an ensemble that elects, is back within this time, or is down. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Catalog catalog;
    private final Pause pause;
    private final RandomGenerator random;
    private final Consumer<Instant> again;

    /** One capture of some sources. */
    @FunctionalInterface
    interface Once {

        /** Captures. */
        Capture.Captured run() throws IOException;
    }

    /** {@code again} is told until when all sources are asked again. */
    PatientCapture(Catalog catalog, Pause pause, RandomGenerator random, Consumer<Instant> again) {
        this.catalog = catalog;
        this.pause = pause;
        this.random = random;
        this.again = again;
    }

    Part run(Once once, Duration atMost) throws IOException {
        Part part = once.run().part();
        if (!part.isEmpty()) {
            return part;
        }
        Instant until = part.begun().plus(shorter(atMost, PATIENCE));
        again.accept(until);
        Backoff backoff = new Backoff(FIRST_LOOK, RAREST_LOOK, random);
        Duration left = Duration.between(catalog.now(), until);
        while (part.isEmpty() && left.compareTo(Duration.ZERO) > 0) {
            pause.of(shorter(backoff.next(), left));
            part = once.run().part();
            left = Duration.between(catalog.now(), until);
        }
        return part;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
