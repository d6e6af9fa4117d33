package dev.keepsake.agent.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The service manager that started this process, when it is systemd and wants to be told.
 *
 * <p>It listens at a datagram socket in the file system, which Java has no way to write to. Its own {@code systemd-notify}
 * does: it is there wherever systemd is, and is kept by those who keep the protocol. It is a process of its own, so the unit
 * says {@code NotifyAccess=all}. From systemd 246 on it waits until its message was taken; before that a message whose sender
 * has ended meanwhile may be lost, so that readiness is told several times.
 */
public final class ServiceManager implements AutoCloseable {

    private static final String COMMAND = "systemd-notify";
    private static final int PATIENCE_SECONDS = 10;

    /** Readiness is told again so long after it was told first; a unit waits for it for five minutes. */
    private static final List<Duration> AGAIN =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(4));

    private static final int LONGEST_STATUS = 200;

    private final String socket;
    private final Optional<Duration> watchdog;
    private final Pulse pulse;
    private final Consumer<String> trouble;
    private final List<Duration> again;
    private final List<Future<?>> repeats = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "service-manager");
        thread.setDaemon(true);
        return thread;
    });
    private String told = "";

    ServiceManager(
            String socket, Optional<Duration> watchdog, Pulse pulse, Consumer<String> trouble, List<Duration> again) {
        this.socket = socket;
        this.again = again;
        this.watchdog = watchdog;
        this.pulse = pulse;
        this.trouble = trouble;
    }

    /**
     * The one that this environment names, if it names one.
     *
     * @param trouble is told, each time it changes, why nothing can be told or why the watchdog is not
     */
    public static Optional<ServiceManager> of(
            Map<String, String> environment, long ownPid, Pulse pulse, Consumer<String> trouble) {
        return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(socket -> !socket.isBlank())
                .map(socket -> new ServiceManager(socket, interval(environment, ownPid), pulse, trouble, AGAIN));
    }

    /** How often the watchdog wants to be told; it says so to one process alone. */
    static Optional<Duration> interval(Map<String, String> environment, long ownPid) {
        String pid = environment.getOrDefault("WATCHDOG_PID", "");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        if (!micros.matches("[1-9][0-9]{0,17}") || (!pid.isEmpty() && !pid.equals(Long.toString(ownPid)))) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros))));
    }

    /** The agent works now. From here on the watchdog is told as long as all threads get on. */
    public void ready(String status) {
        var unusedSent = send("READY=1", "STATUS=" + plain(status));
        again.forEach(after ->
                repeats.add(executor.schedule(() -> run(List.of("READY=1")), after.toMillis(), TimeUnit.MILLISECONDS)));
        watchdog.ifPresent(limit -> {
            // twice within the limit, as its makers say, even where one of them is lost
            long often = Math.max(1, limit.toMillis() / 4);
            var unused = executor.scheduleAtFixedRate(this::ping, often, often, TimeUnit.MILLISECONDS);
        });
    }

    /** How the agent is, in a line. */
    public void status(String text) {
        var unused = send("STATUS=" + plain(text));
    }

    /**
     * The agent ends, and may take so long for it; whoever says so does not wait until it is told.
     *
     * @param atMost for which a unit's {@code TimeoutStopSec} is extended, where it is shorter
     */
    public void stopping(Duration atMost) {
        repeats.forEach(one -> one.cancel(false));
        var unused = send(
                "STOPPING=1",
                "EXTEND_TIMEOUT_USEC=" + TimeUnit.MILLISECONDS.toMicros(atMost.toMillis()),
                "STATUS=stopping");
    }

    private void ping() {
        Optional<String> stopped = pulse.stopped();
        if (stopped.isPresent()) {
            complain("the watchdog is told nothing, so that the service manager starts the agent anew: thread '"
                    + stopped.get() + "' gets on no more");
        } else {
            run(List.of("WATCHDOG=1"));
        }
    }

    private Future<?> send(String... lines) {
        return executor.submit(() -> run(List.of(lines)));
    }

    private void run(List<String> lines) {
        List<String> words = new ArrayList<>(List.of(COMMAND));
        words.addAll(lines);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("NOTIFY_SOCKET", socket);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                complain(COMMAND + " did not end within " + PATIENCE_SECONDS + " s");
            } else if (process.exitValue() != 0) {
                complain(COMMAND + " ended with " + process.exitValue() + "; the unit needs 'NotifyAccess=all'");
            } else {
                told = "";
            }
        } catch (IOException | RuntimeException e) {
            // one that went through would be the last
            complain("the service manager cannot be told anything: " + e.getMessage());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void complain(String why) {
        if (!why.equals(told)) {
            told = why;
            trouble.accept(why);
        }
    }

    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS - 1) + "…";
    }

    /** Waits for what was to be told, for some seconds. */
    @Override
    public void close() {
        repeats.forEach(one -> one.cancel(false));
        executor.shutdown();
        try {
            if (!executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
