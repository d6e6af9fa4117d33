package dev.keepsake.agent;

import dev.keepsake.config.KeptSources;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Sees from time to time that what has to run between captures does, and that followers get on. */
final class SourceCare implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final KeptSources kept;
    private final Runnable look;
    private final Teller teller;
    private String told = "";
    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "source-care");
        thread.setDaemon(true);
        return thread;
    });

    /** {@code look} is done each time, too. */
    SourceCare(KeptSources kept, Runnable look, Teller teller) {
        this.kept = kept;
        this.look = look;
        this.teller = teller;
    }

    /** Looks now and again and again. */
    void begin(Duty duty) {
        // asking for them says which there are to be
        var unusedSources = duty.sources().get();
        // also where there is none: a configuration that is read again may have one
        var unused = executor.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The runs meet the same obstacle and raise the alarm; here it is told once. */
    private void look() {
        String obstacle = "";
        try {
            look.run();
            kept.keepUp();
        } catch (IOException | RuntimeException | VirtualMachineError | LinkageError e) {
            // whatever were thrown here would end these looks for good
            obstacle = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
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
