package dev.keepsake.checkup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Judges how a member of an ensemble that serves is doing, by what it says itself. */
final class MemberCheck {

    private static final double SLOW_AVERAGE = 50;
    private static final double SLOW_MILLIS = 100;
    private static final double SLOW_FSYNC = 20;
    private static final long ENOUGH = 1_000;
    private static final double LONG_PAUSE = 2_000;
    private static final long RECENT_DAYS = 7;
    private static final long MANY_OUTSTANDING = 100;
    private static final long MANY_WATCHES = 1_000_000;
    private static final long MANY_CONNECTIONS = 2_000;
    private static final long MANY_OF_A_HOST = 500;
    private static final long EACH_HOST = 50;
    private static final long MOST_FILES = 80;
    private static final long PERCENT = 100;
    // objects of a tree take several times the bytes of its data and paths
    private static final long HEAP_FACTOR = 4;
    // what a znode takes beside its data and path: itself, its numbers, and its places in maps and in its parent
    private static final long EACH_ZNODE = 400;

    private final String subject;
    private final MemberAnswer answer;
    private final List<Finding> findings = new ArrayList<>();

    MemberCheck(String subject, MemberAnswer answer) {
        this.subject = subject;
        this.answer = answer;
    }

    List<Finding> findings() {
        latency();
        pauses();
        fsync();
        upTo(
                EnsembleRules.OUTSTANDING,
                answer.number("outstanding_requests"),
                MANY_OUTSTANDING,
                "requests wait",
                "find the client that sends them ('cons'), and look at the disk of the log");
        OptionalLong watches = answer.number("watch_count");
        upTo(
                EnsembleRules.WATCHES,
                watches.isPresent() ? watches : answer.number("wchs.watches"),
                MANY_WATCHES,
                "watches",
                "find who sets them ('wchc' on a quiet member), and see whether he means to");
        connections();
        files();
        heap();
        return findings;
    }

    /** A line from here, and clocks that differ, are no fault of the member: what they go into is shown, and not judged. */
    private void latency() {
        double average = average("latency", "packets_received");
        double acknowledged = average("quorum_ack_latency", "cnt_quorum_ack_latency");
        double between = average("propagation_latency", "cnt_propagation_latency");
        String seen = "requests take " + average + " ms on average"
                + (acknowledged > 0 ? ", a quorum's acknowledgement " + acknowledged + " ms" : "")
                + "; a round trip from here takes " + answer.roundTrip().toMillis() + " ms"
                + (between > 0
                        ? ", a transaction on its way to this member " + between + " ms by the clocks of both"
                        : "");
        findings.add(
                average > SLOW_AVERAGE || acknowledged > SLOW_MILLIS
                        ? EnsembleRules.LATENCY.broken(
                                subject,
                                seen,
                                "requests below " + (long) SLOW_AVERAGE + " ms on average, acknowledgements below "
                                        + (long) SLOW_MILLIS + " ms",
                                "look at its disk (fsync), at pauses of its JVM, and at the line between the members")
                        : EnsembleRules.LATENCY.passed(subject, seen));
    }

    /** The first few requests after a start are slow, and are not the rule. */
    private double average(String what, String count) {
        return answer.number(count).orElse(0) < ENOUGH
                ? 0
                : answer.decimal("avg_" + what).orElse(0);
    }

    /** Every server names the numbers; those of one that does not look for pauses stay at 0. */
    private void pauses() {
        OptionalDouble longest = answer.decimal("max_jvm_pause_time_ms");
        if (longest.isEmpty()) {
            return;
        }
        if (answer.decimal("cnt_jvm_pause_time_ms").orElse(0) <= 0) {
            findings.add(EnsembleRules.PAUSES.unknown(
                    subject,
                    "it does not look for pauses: jvm.pause.monitor is off, as it is by default",
                    "set jvm.pause.monitor=true in its zoo.cfg"));
            return;
        }
        OptionalLong uptime = answer.number("uptime");
        long days = Duration.ofMillis(uptime.orElse(0)).toDays();
        String seen = "the longest since its start was " + (long) longest.getAsDouble() + " ms"
                + (uptime.isPresent() ? "; it has served for " + days + (days == 1 ? " day" : " days") : "");
        findings.add(
                longest.getAsDouble() > LONG_PAUSE
                        ? EnsembleRules.PAUSES.broken(
                                days < RECENT_DAYS ? EnsembleRules.PAUSES.severity() : Severity.NOTE,
                                subject,
                                seen,
                                "at most " + (long) LONG_PAUSE + " ms",
                                "give it a fitting heap, keep the machine from swapping, and log its collections; it"
                                        + " remembers the longest until it is restarted")
                        : EnsembleRules.PAUSES.passed(subject, seen));
    }

    private void fsync() {
        OptionalDouble mean = answer.decimal("avg_fsynctime");
        if (mean.isEmpty() || answer.number("cnt_fsynctime").orElse(0) < ENOUGH) {
            return;
        }
        String seen = mean.getAsDouble() + " ms on average"
                + (answer.number("fsync_threshold_exceed_count").isPresent()
                        ? ", " + answer.number("fsync_threshold_exceed_count").getAsLong()
                                + " times since its start longer than fsync.warningthresholdms"
                        : "");
        findings.add(
                mean.getAsDouble() > SLOW_FSYNC
                        ? EnsembleRules.FSYNC.broken(
                                subject,
                                seen,
                                "at most " + (long) SLOW_FSYNC + " ms on average",
                                "give dataLogDir a fast disk of its own")
                        : EnsembleRules.FSYNC.passed(subject, seen));
    }

    private void connections() {
        OptionalLong all = answer.number("num_alive_connections");
        OptionalLong hosts = answer.number("cons.hosts");
        long ofOne = answer.number("cons.most").orElse(0);
        if (ofOne > MANY_OF_A_HOST
                && 2 * ofOne > answer.number("cons.connections").orElse(0)) {
            findings.add(EnsembleRules.CONNECTIONS.broken(
                    subject,
                    "one host has " + ofOne + " of "
                            + answer.number("cons.connections").orElse(0) + " connections",
                    "at most " + MANY_OF_A_HOST + " of one host, or half of all",
                    "see with 'cons' which host, and whether it closes what it opens; maxClientCnxns bounds them for"
                            + " each host"));
            return;
        }
        upTo(
                EnsembleRules.CONNECTIONS,
                all,
                Math.max(EACH_HOST * hosts.orElse(0), MANY_CONNECTIONS),
                "connections" + (hosts.isPresent() ? " from " + hosts.getAsLong() + " hosts" : ""),
                "find who opens them ('cons'); maxClientCnxns bounds them for each host");
    }

    private void upTo(Rule rule, OptionalLong found, long most, String what, String remedy) {
        if (found.isEmpty()) {
            findings.add(rule.unknown(
                    subject,
                    "it does not say: " + answer.unanswered().getOrDefault("mntr", "nothing answers that"),
                    "add mntr to its 4lw.commands.whitelist, or name its AdminServer"));
            return;
        }
        String seen = found.getAsLong() + " " + what;
        findings.add(
                found.getAsLong() > most
                        ? rule.broken(subject, seen, "at most " + most, remedy)
                        : rule.passed(subject, seen));
    }

    private void files() {
        OptionalLong open = answer.number("open_file_descriptor_count");
        OptionalLong most = answer.number("max_file_descriptor_count");
        if (open.isEmpty() || most.isEmpty() || most.getAsLong() <= 0) {
            return;
        }
        long bound = most.getAsLong() / PERCENT * MOST_FILES + most.getAsLong() % PERCENT * MOST_FILES / PERCENT;
        String seen = open.getAsLong() + " open files of at most " + most.getAsLong();
        findings.add(
                open.getAsLong() > bound
                        ? EnsembleRules.FILES.broken(
                                subject,
                                seen,
                                "at most " + bound,
                                "allow it more (LimitNOFILE of its unit, ulimit -n), and see with 'cons' who opens"
                                        + " connections")
                        : EnsembleRules.FILES.passed(subject, seen));
    }

    private void heap() {
        OptionalLong heap = megabytes();
        OptionalLong data = answer.number("approximate_data_size");
        if (heap.isEmpty() || data.isEmpty()) {
            findings.add(EnsembleRules.HEAP.unknown(
                    subject,
                    "it does not say how large its heap" + (data.isEmpty() ? " and its tree are" : " is"),
                    "add envi and mntr to its 4lw.commands.whitelist, or name its AdminServer"));
            return;
        }
        long znodes = answer.number("znode_count").orElse(0);
        long needed = Math.max(HEAP_FACTOR * data.getAsLong(), 2 * (data.getAsLong() + EACH_ZNODE * znodes)) >> 20;
        String seen = "a heap of " + heap.getAsLong() + " MB for a tree of " + (data.getAsLong() >> 20) + " MB"
                + (znodes > 0 ? " in " + znodes + " znodes" : "");
        findings.add(
                heap.getAsLong() < needed
                        ? EnsembleRules.HEAP.broken(
                                subject, seen, "at least " + needed + " MB", "give it more (-Xmx), without swapping")
                        : EnsembleRules.HEAP.passed(subject, seen));
    }

    private OptionalLong megabytes() {
        String text = answer.text("env.os.memory.max").orElse("");
        return text.matches("[0-9]{1,9}MB")
                ? OptionalLong.of(Long.parseLong(text.substring(0, text.length() - 2)))
                : OptionalLong.empty();
    }
}
