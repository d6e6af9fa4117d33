package dev.keepsake.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program in a process of its own, and what others on its machine are shown of that process while it runs. */
public final class LookedThrough implements AutoCloseable {

    private final Process process;
    private final StringBuilder printed = new StringBuilder();

    private LookedThrough(Process process) {
        this.process = process;
    }

    /** Starts a program of this class path; its output and its messages are one. */
    public static LookedThrough start(String main, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java("java"), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        // whoever waits for words that never come reads to an end then
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        return new LookedThrough(process);
    }

    /** Reads what it prints until these words come; fails when it ends before. */
    public void awaits(String words) throws IOException {
        InputStreamReader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
        while (printed.indexOf(words) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("it ended without saying '" + words + "':\n" + printed);
            }
            printed.append((char) next);
        }
    }

    /** What it printed, what is to be seen of its command line, and what all its threads are doing. */
    public String seen() throws IOException {
        String pid = Long.toString(process.pid());
        return printed
                + output("ps", "-ww", "-o", "args=", "-p", pid)
                + output(java("jcmd"), pid, "Thread.print", "-l")
                + output(java("jcmd"), pid, "VM.system_properties")
                + output(java("jcmd"), pid, "VM.command_line");
    }

    private static String output(String... command) throws IOException {
        Process look = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out = look.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder all = new StringBuilder();
            for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
                all.append(line).append('\n');
            }
            return all.toString();
        }
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
