package dev.keepsake.cli.support;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The machine that this runs on: its system, its memory, its disks, and which variables are set. */
public final class MachineFacts {

    private static final Pattern TOLD_MEMORY = Pattern.compile("(MemTotal|MemAvailable|SwapTotal|SwapFree):.*");
    private static final Pattern TOLD_SYSTEM = Pattern.compile("(PRETTY_NAME|VERSION_ID)=.*");
    private static final Pattern TOLD_LIMIT = Pattern.compile("Max (open files|processes|file size).*");
    private static final Pattern OURS =
            Pattern.compile("KEEPSAKE_.*|AWS_.*|JAVA_.*|JDK_.*|TZ|LANG|LC_ALL|(?i:https?_proxy|no_proxy)");

    private MachineFacts() {}

    /** Its system, its clock, its memory and its limits. */
    public static void tell(PrintWriter out) {
        out.println("time       " + Instant.now() + ", zone " + ZoneId.systemDefault());
        out.println("system     " + property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        lines(out, Path.of("/etc/os-release"), TOLD_SYSTEM);
        out.println("user       " + property("user.name"));
        Runtime runtime = Runtime.getRuntime();
        out.println("processors " + runtime.availableProcessors());
        out.println("heap       at most " + runtime.maxMemory() + " bytes for this program");
        lines(out, Path.of("/proc/loadavg"), Pattern.compile(".*"));
        lines(out, Path.of("/proc/meminfo"), TOLD_MEMORY);
        lines(out, Path.of("/proc/self/limits"), TOLD_LIMIT);
    }

    /** How full the disks are that these are on; what is not there yet is looked for above. */
    public static void disks(PrintWriter out, List<Path> places) {
        Set<Path> told = new LinkedHashSet<>();
        for (Path place : places) {
            Path there = place.toAbsolutePath();
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            if (told.add(there)) {
                out.println(disk(there));
            }
        }
    }

    private static String disk(Path there) {
        try {
            FileStore store = Files.getFileStore(there);
            return there + "  on " + store.name() + " (" + store.type() + "): " + store.getUsableSpace() + " of "
                    + store.getTotalSpace() + " bytes free" + (store.isReadOnly() ? ", read-only" : "");
        } catch (IOException | SecurityException e) {
            return there + "  not known: " + e;
        }
    }

    /** Which variables are set that change what the programs do, and nothing of what they hold. */
    public static void variables(PrintWriter out, Map<String, String> environment) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (OURS.matcher(name).matches()) {
                out.println(name + (value.isEmpty() ? " is set, and empty" : " is set"));
            }
        });
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    private static void lines(PrintWriter out, Path file, Pattern told) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (told.matcher(line).matches()) {
                    out.println("    " + line);
                }
            }
        } catch (IOException e) {
            out.println("    " + file + ": " + e.getClass().getSimpleName());
        }
    }
}
