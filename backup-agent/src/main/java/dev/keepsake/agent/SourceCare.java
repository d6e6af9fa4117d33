package dev.keepsake.agent;

import dev.keepsake.artefact.Source;
import dev.keepsake.config.KeptSources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Sees from time to time that what has to run between captures does. */
final class SourceCare implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final KeptSources kept;
    private final Teller teller;
    private String told = "";
    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "source-care");
        thread.setDaemon(true);
        return thread;
    });

    SourceCare(KeptSources kept, Teller teller) {
        this.kept = kept;
        this.teller = teller;
    }

    /** Looks now and again and again. */
    void begin(Duty duty) {
        // asking for them says which there are to be
        List<Source> sources = duty.sources().get();
        if (!sources.isEmpty()) {
            var unused =
                    executor.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The runs meet the same obstacle and raise the alarm; here it is told once. */
    private void look() {
        String obstacle = "";
        try {
            kept.keepUp();
        } catch (IOException | RuntimeException e) {
            obstacle = String.valueOf(e.getMessage());
        }
        if (!obstacle.equals(told) && !obstacle.isEmpty()) {
            teller.tell("source", "what a source needs does not run", Map.of("reason", obstacle));
        }
        told = obstacle;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
