package dev.keepsake.zookeeper;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.TxnLogEntry;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.util.SerializeUtils;

/**
 * How fast a snapshot is loaded and a log is replayed with digests, and in how much memory, beside ZooKeeper's own way, in
 * turns in one run. Loading is measured in processes of their own, with the launcher's settings, and once more in this one
 * when it's warm. {@code backup-core/benchmark.sh} runs it.
 */
final class ReplayBenchmark {

    private static final List<String> LAUNCHER = List.of("-XX:+UseSerialGC");
    private static final int BATCH = 1000;

    private final PrintStream out;
    private final Path work;
    private final int nodes;
    private final int transactions;
    private final int rounds;

    private ReplayBenchmark(PrintStream out, Path work, int nodes, int transactions, int rounds) {
        this.out = out;
        this.work = work;
        this.nodes = nodes;
        this.transactions = transactions;
        this.rounds = rounds;
    }

    /** Takes a folder to work in, and how many znodes, transactions of each of two mixtures, and rounds. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path work = Path.of(arguments[0]).toAbsolutePath();
        if (arguments[1].startsWith("load-")) {
            load(arguments[1].equals("load-ours"), work);
            return;
        }

        int nodes = Integer.parseInt(arguments[1]);
        Files.createDirectories(work.resolve("version-2"));
        LargeHistory.write(nodes, snapshot(work));
        out.printf("%,d znodes, a snapshot of %.1f MB%n", nodes, Files.size(snapshot(work)) / 1e6);
        int transactions = Integer.parseInt(arguments[2]);
        new ReplayBenchmark(out, work, nodes, transactions, Integer.parseInt(arguments[3])).run();
    }

    private void run() throws Exception {
        loadsInOwnProcesses();
        loadsHere();
        for (String kind : List.of("new data", "mixed")) {
            replays(kind);
        }
    }

    private static Path snapshot(Path work) {
        return work.resolve("version-2/snapshot." + Long.toHexString(LargeHistory.START.value()));
    }

    private static ZnodeTree loadOurs(Path work) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        try (InputStream in = Files.newInputStream(snapshot(work))) {
            SnapshotReader.read(in, "snapshot", tree);
        }
        return tree;
    }

    private static DataTree loadTheirs(Path work) throws IOException {
        DataTree tree = new DataTree();
        FileTxnSnapLog files = new FileTxnSnapLog(work.toFile(), work.toFile());
        files.restore(tree, new HashMap<>(), (header, txn, digest) -> {});
        files.close();
        return tree;
    }

    /** What a process of its own does: loads once, and says what that took. */
    private static void load(boolean ours, Path work) throws IOException {
        long begin = System.nanoTime();
        Object tree = ours ? loadOurs(work) : loadTheirs(work);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        double processor = processor() / 1e9;
        System.out.printf("%f %f %f %f %f%n", seconds, processor, heap() / 1e6, peak / 1e6, direct() / 1e6);
        if (tree.hashCode() == 0) {
            System.out.println(); // so that the tree is still there when memory is measured
        }
    }

    /** Nanoseconds of this process on processors, collector and all: what else the machine does hardly shows in them. */
    private static long processor() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private void loadsInOwnProcesses() throws Exception {
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            theirs.add(child("load-theirs", "-Xmx3g"));
            ours.add(child("load-ours", "-Xmx3g"));
        }
        double quarter = median(theirs, 2) / 4;
        out.printf("loading, each in a process of its own (medians of %d)%n", rounds);
        report("  seconds", median(ours, 0), median(theirs, 0), true);
        report("  seconds of processors, the JVM's start included", median(ours, 1), median(theirs, 1), true);
        report("  MB of heap in use then", median(ours, 2), median(theirs, 2), true);
        report("  MB of heap at most", median(ours, 3), median(theirs, 3), true);
        out.printf("  MB beside the heap: ours %.0f, theirs %.0f%n", median(ours, 4), median(theirs, 4));
        String tight = "-Xmx" + (int) quarter + "m";
        try {
            double seconds = child("load-ours", tight, "-XX:MaxDirectMemorySize=3g")[0];
            out.printf("  ours with %s, a quarter of theirs: %.2f s%n", tight, seconds);
        } catch (IOException e) {
            out.printf("  ours with %s, a quarter of theirs: it does not fit%n", tight);
        }
    }

    private double[] child(String what, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(LAUNCHER);
        command.addAll(List.of(options));
        command.addAll(List.of(ReplayBenchmark.class.getName(), work.toString(), what));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + answer);
        }
        return Arrays.stream(answer.strip().split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private void loadsHere() throws IOException {
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            long begin = processor();
            loadTheirs(work);
            long between = processor();
            loadOurs(work);
            if (round > 0) {
                theirs.add(new double[] {(between - begin) / 1e9});
                ours.add(new double[] {(processor() - between) / 1e9});
            }
        }
        report("loading, warm: seconds of processors", median(ours, 0), median(theirs, 0), true);
    }

    private void replays(String kind) throws Exception {
        LargeHistory history = new LargeHistory(nodes, loadTheirs(work));
        List<LogRecord> log = kind.equals("mixed") ? history.mixed(transactions) : history.changes(transactions);
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double[] their = replayTheirs(log);
            double[] our = replayOurs(log);
            if (round > 0) {
                theirs.add(their);
                ours.add(our);
            }
        }
        out.printf("replay with digests, %s (medians of %d)%n", kind, rounds);
        report("  transactions per second of processors", median(ours, 0), median(theirs, 0), false);
        report("  the same beside processTxn alone", median(ours, 0), median(theirs, 1), false);
    }

    private double[] replayOurs(List<LogRecord> log) throws IOException {
        Replay replay = new Replay(loadOurs(work), LargeHistory.START, LargeHistory.START);
        long begin = processor();
        replay.applyAll(log);
        double seconds = (processor() - begin) / 1e9;
        if (replay.compared() != log.size() || replay.misfits() != 0) {
            throw new IOException(replay.compared() + " digests compared of " + log.size());
        }
        return new double[] {log.size() / seconds};
    }

    /** As a server's start does it, transaction by transaction; and of that the part that changes the tree. */
    private double[] replayTheirs(List<LogRecord> log) throws Exception {
        DataTree tree = loadTheirs(work);
        Map<Long, Integer> sessions = new HashMap<>();
        FileTxnSnapLog server = new FileTxnSnapLog(work.toFile(), work.toFile());
        long nanos = 0;
        long applying = 0;
        for (int from = 0; from < log.size(); from += BATCH) {
            List<LogRecord> batch = log.subList(from, Math.min(from + BATCH, log.size()));
            TxnLogEntry[] entries = new TxnLogEntry[batch.size()];
            long begin = processor();
            for (int i = 0; i < entries.length; i++) {
                entries[i] = SerializeUtils.deserializeTxn(batch.get(i).payload());
            }
            long decoded = processor();
            for (TxnLogEntry entry : entries) {
                server.processTransaction(entry.getHeader(), tree, sessions, entry.getTxn());
                if (!tree.compareDigest(entry.getHeader(), entry.getTxn(), entry.getDigest())) {
                    throw new IOException("their digest differs after " + entry.getHeader());
                }
            }
            long end = processor();
            nanos += end - begin;
            applying += end - decoded;
        }
        server.close();
        return new double[] {log.size() * 1e9 / nanos, log.size() * 1e9 / applying};
    }

    private void report(String what, double ours, double theirs, boolean lessIsBetter) {
        double ratio = lessIsBetter ? theirs / ours : ours / theirs;
        out.printf("%-48s ours %,12.2f  theirs %,12.2f  ratio %.2f%n", what, ours, theirs, ratio);
    }

    private static double median(List<double[]> runs, int column) {
        return runs.stream()
                .mapToDouble(run -> run[column])
                .sorted()
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
