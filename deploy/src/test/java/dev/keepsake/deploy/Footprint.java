package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a process takes of its machine, as the kernel counts it.
 *
 * @param resident its memory now, in MiB
 * @param peak the most since somebody last asked to forget that, in MiB
 * @param committed what its Java heap has of the system, in MiB
 * @param used what of that holds objects, dead ones too, in MiB
 * @param cpu what it and the programs that it ran have taken of processors, in seconds
 */
record Footprint(double resident, double peak, double committed, double used, double cpu) {
    private static final double TICKS = 100;
    private static final double KIB = 1024;

    /** The sizes of a heap's parts, whichever collector has them. */
    private static final Pattern HEAP = Pattern.compile("total ([0-9]+)K, used ([0-9]+)K");

    /** Looks at a process of Java. */
    static Footprint of(long pid, Keepsake shell) throws IOException {
        List<MatchResult> parts = HEAP.matcher(shell.run(List.of("jcmd", Long.toString(pid), "GC.heap_info"))
                        .orThrow()
                        .output())
                .results()
                .toList();
        return new Footprint(
                status(pid, "VmRSS"),
                status(pid, "VmHWM"),
                parts.stream().mapToLong(part -> Long.parseLong(part.group(1))).sum() / KIB,
                parts.stream().mapToLong(part -> Long.parseLong(part.group(2))).sum() / KIB,
                cpu(pid));
    }

    /** Has the kernel forget what the most was. */
    static void forgetPeak(long pid) throws IOException {
        Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    }

    /** What it has taken since an earlier look. */
    double cpuSince(double earlier) {
        return cpu - earlier;
    }

    /** The processors' seconds of a process and of its children that have ended. */
    static double cpu(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = 0;
        for (int field = 11; field <= 14; field++) {
            ticks += Double.parseDouble(fields[field]);
        }
        return ticks / TICKS;
    }

    private static double status(long pid, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith(name + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(0)
                / KIB;
    }
}
