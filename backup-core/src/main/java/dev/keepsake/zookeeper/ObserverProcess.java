package dev.keepsake.zookeeper;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process in which an observer runs. It ends when the pipe to it does, so it never outlives whoever started it; what
 * it prints is kept only to its last lines, since its log is a file.
 */
final class ObserverProcess implements Closeable {

    /** To leave the ensemble and close a log takes no time; whoever needs longer is not going to. */
    private static final Duration GOOD_ORDER = Duration.ofSeconds(10);

    private static final int LAST_LINES = 8;
    private static final int LONGEST_LINE = 300;

    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();

    private ObserverProcess(Process process) {
        this.process = process;
    }

    static ObserverProcess start(List<String> command, ObserverFolder folder) throws IOException {
        ObserverProcess started = new ObserverProcess(new ProcessBuilder(command)
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .start());
        Thread reader = new Thread(started::listen, "observer-output");
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Only of a process that has ended. */
    int exitValue() {
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    /** The last that it printed, on one line. */
    String lastWords() {
        synchronized (lines) {
            return String.join(" | ", lines);
        }
    }

    private void listen() {
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        try (InputStream in = process.getInputStream()) {
            byte[] chunk = new byte[4096];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                for (int i = 0; i < read; i++) {
                    if (chunk[i] == '\n') {
                        keep(line, length);
                        length = 0;
                    } else if (length < LONGEST_LINE) {
                        line[length++] = chunk[i];
                    }
                }
            }
            keep(line, length);
        } catch (IOException ended) {
            keep(line, length);
        }
    }

    private void keep(byte[] line, int length) {
        String text = new String(line, 0, length, StandardCharsets.UTF_8).strip();
        synchronized (lines) {
            if (!text.isEmpty()) {
                lines.add(text);
            }
            if (lines.size() > LAST_LINES) {
                lines.remove();
            }
        }
    }

    /** Ends it in good order, by force if it takes too long, and waits until it is gone. */
    @Override
    public void close() {
        closePipe();
        boolean interrupted = false;
        try {
            if (!process.waitFor(GOOD_ORDER.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        }
        process.onExit().join();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closePipe() {
        try {
            process.getOutputStream().close();
        } catch (IOException broken) {
            process.destroyForcibly();
        }
    }
}
