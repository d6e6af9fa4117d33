package dev.keepsake.deploy;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes that this JVM has started; those still alive when it ends are killed with it. */
final class Children {
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "children"));
    }

    private Children() {}

    /** Starts a process that does not outlive this JVM. */
    static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        STARTED.removeIf(child -> !child.isAlive());
        STARTED.add(process);
        return process;
    }

    /** Waits for the end of a process and returns its exit code. */
    static int join(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupt) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + process.pid(), interrupt);
        }
    }
}
