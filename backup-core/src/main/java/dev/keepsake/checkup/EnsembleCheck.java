package dev.keepsake.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges what the members of an ensemble said of themselves. */
public final class EnsembleCheck {

    private static final double SLOW_AVERAGE = 50;
    private static final double SLOW_MILLIS = 100;
    private static final long ENOUGH = 1_000;
    private static final double LONG_PAUSE = 2_000;
    private static final long MANY_OUTSTANDING = 100;
    private static final long MANY_WATCHES = 1_000_000;
    private static final long MANY_CONNECTIONS = 2_000;
    private static final long EACH_HOST = 50;
    // objects of a tree take several times the bytes of its data and paths
    private static final long HEAP_FACTOR = 4;

    private final String ensemble;
    private final Profile profile;
    private final List<MemberAnswer> answers;
    private final List<Finding> findings = new ArrayList<>();

    /** Of an ensemble that is called so in findings. */
    public EnsembleCheck(String ensemble, Profile profile, List<MemberAnswer> answers) {
        this.ensemble = ensemble;
        this.profile = profile;
        this.answers = List.copyOf(answers);
    }

    /** All that is to be said. */
    public List<Finding> findings() {
        silent();
        leader();
        size();
        versions();
        for (MemberAnswer answer : answers) {
            if (answer.serves()) {
                slowness(answer);
                load(answer);
                heap(answer);
            }
        }
        return findings;
    }

    private String subject(MemberAnswer answer) {
        return ensemble + " " + answer.contact().address();
    }

    private void silent() {
        for (MemberAnswer answer : answers) {
            if (answer.serves() && !answer.mode().orElse("").equals("read-only")) {
                findings.add(EnsembleRules.SILENT.passed(
                        subject(answer), answer.mode().orElse("")));
            } else {
                String seen = answer.silence()
                        .orElse(
                                answer.mode().filter("read-only"::equals).isPresent()
                                        ? "it is in read-only mode: cut off from its ensemble"
                                        : "it answers, and serves nobody: no quorum, or still joining");
                findings.add(EnsembleRules.SILENT.broken(
                        subject(answer),
                        seen,
                        "leader, follower or observer",
                        "look at its process and its log; if it is no member any more, take it out of"
                                + " 'doctor.members'"));
            }
        }
    }

    private long count(String mode) {
        return answers.stream()
                .filter(answer -> answer.mode().filter(mode::equals).isPresent())
                .count();
    }

    private void leader() {
        long leaders = count("leader") + count("standalone");
        String seen = leaders + " of " + answers.size() + " members lead or stand alone";
        if (leaders == 1) {
            findings.add(EnsembleRules.LEADER.passed(ensemble, seen));
        } else {
            findings.add(EnsembleRules.LEADER.broken(
                    ensemble,
                    seen,
                    "one leader",
                    leaders == 0
                            ? "name all members in 'doctor.members'; if all are named, see why none is elected"
                            : "they are not one ensemble: see that each zoo.cfg lists the same servers"));
        }
    }

    /** By their own configuration where one of them says it, else by who answered or should have. */
    private void size() {
        Set<String> voters = new TreeSet<>();
        answers.forEach(answer -> answer.servers().forEach((id, server) -> {
            if (!server.contains(":observer")) {
                voters.add(id);
            }
        }));
        long size = voters.isEmpty() ? answers.size() - count("observer") : voters.size();
        String seen =
                size + (size == 1 ? " voter" : " voters") + (voters.isEmpty() ? ", as far as members are named" : "");
        if (size % 2 == 0) {
            findings.add(EnsembleRules.EVEN.broken(
                    ensemble, seen, "an odd number", "add a voter, or make one of them an observer"));
        } else {
            findings.add(EnsembleRules.EVEN.passed(ensemble, seen));
        }
        if (size < profile.voters()) {
            findings.add(EnsembleRules.SMALL.broken(
                    ensemble,
                    seen,
                    "at least " + profile.voters() + " in " + profile.word(),
                    "add voters one at a time; or say 'profile: staging' where less is enough"));
        } else {
            findings.add(EnsembleRules.SMALL.passed(ensemble, seen));
        }
    }

    private void versions() {
        Set<String> versions = answers.stream()
                .flatMap(answer -> answer.version().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (versions.size() > 1) {
            findings.add(EnsembleRules.VERSIONS.broken(
                    ensemble, String.join(", ", versions), "one version", "bring the upgrade to its end"));
        } else if (versions.size() == 1) {
            findings.add(EnsembleRules.VERSIONS.passed(ensemble, String.join("", versions)));
        }
        for (MemberAnswer answer : answers) {
            answer.version()
                    .ifPresent(version -> findings.add(KnownVersions.fault(version)
                            .map(fault -> EnsembleRules.DATA_LOSS.broken(
                                    subject(answer),
                                    version + ": " + fault,
                                    "a version without this",
                                    "upgrade it soon"))
                            .orElseGet(() -> EnsembleRules.DATA_LOSS.passed(subject(answer), version))));
        }
    }

    private void slowness(MemberAnswer answer) {
        double average = average(answer, "latency", "packets_received");
        double acknowledged = average(answer, "quorum_ack_latency", "cnt_quorum_ack_latency");
        double between = average(answer, "propagation_latency", "cnt_propagation_latency");
        String seen = "requests take " + average + " ms on average, a round trip from here "
                + answer.roundTrip().toMillis() + " ms"
                + (acknowledged > 0 ? ", a quorum's acknowledgement " + acknowledged + " ms" : "")
                + (between > 0 ? ", a transaction on its way to this member " + between + " ms" : "");
        boolean slow = average > SLOW_AVERAGE
                || answer.roundTrip().toMillis() > SLOW_MILLIS
                || acknowledged > SLOW_MILLIS
                || between > SLOW_MILLIS;
        findings.add(
                slow
                        ? EnsembleRules.LATENCY.broken(
                                subject(answer),
                                seen,
                                "below " + (long) SLOW_AVERAGE + " ms on average, and " + (long) SLOW_MILLIS
                                        + " ms between members",
                                "look at its disk (fsync), at pauses of its JVM, and at the line between the members")
                        : EnsembleRules.LATENCY.passed(subject(answer), seen));
        OptionalDouble pause = answer.decimal("max_jvm_pause_time_ms");
        if (pause.isPresent()) {
            findings.add(
                    pause.getAsDouble() > LONG_PAUSE
                            ? EnsembleRules.PAUSES.broken(
                                    subject(answer),
                                    "the longest was " + (long) pause.getAsDouble() + " ms",
                                    "at most " + (long) LONG_PAUSE + " ms",
                                    "give it a fitting heap, keep the machine from swapping, and log its collections")
                            : EnsembleRules.PAUSES.passed(
                                    subject(answer),
                                    "the longest that it noted was " + (long) pause.getAsDouble() + " ms"));
        }
    }

    /** The first few requests after a start are slow, and are not the rule. */
    private static double average(MemberAnswer answer, String what, String count) {
        return answer.number(count).orElse(0) < ENOUGH
                ? 0
                : answer.decimal("avg_" + what).orElse(0);
    }

    private void load(MemberAnswer answer) {
        upTo(
                EnsembleRules.OUTSTANDING,
                answer,
                answer.number("outstanding_requests"),
                MANY_OUTSTANDING,
                "requests wait",
                "find the client that sends them ('cons'), and look at the disk of the log");
        OptionalLong watches = answer.number("watch_count");
        upTo(
                EnsembleRules.WATCHES,
                answer,
                watches.isPresent() ? watches : answer.number("wchs.watches"),
                MANY_WATCHES,
                "watches",
                "find who sets them ('wchc' on a quiet member), and see whether he means to");
        upTo(
                EnsembleRules.CONNECTIONS,
                answer,
                answer.number("num_alive_connections"),
                Math.max(EACH_HOST * answer.number("cons.hosts").orElse(0), MANY_CONNECTIONS),
                "connections"
                        + (answer.number("cons.hosts").isPresent()
                                ? " from " + answer.number("cons.hosts").getAsLong() + " hosts"
                                : ""),
                "find who opens them ('cons'); maxClientCnxns bounds them for each host");
    }

    private void upTo(Rule rule, MemberAnswer answer, OptionalLong found, long most, String what, String remedy) {
        if (found.isEmpty()) {
            findings.add(rule.unknown(
                    subject(answer),
                    "it does not say: " + answer.unanswered().getOrDefault("mntr", "nothing answers that"),
                    "add mntr to its 4lw.commands.whitelist, or name its AdminServer"));
            return;
        }
        String seen = found.getAsLong() + " " + what;
        findings.add(
                found.getAsLong() > most
                        ? rule.broken(subject(answer), seen, "at most " + most, remedy)
                        : rule.passed(subject(answer), seen));
    }

    private void heap(MemberAnswer answer) {
        OptionalLong heap = megabytes(answer);
        OptionalLong data = answer.number("approximate_data_size");
        if (heap.isEmpty() || data.isEmpty()) {
            findings.add(EnsembleRules.HEAP.unknown(
                    subject(answer),
                    "it does not say how large its heap" + (data.isEmpty() ? " and its tree are" : " is"),
                    "add envi and mntr to its 4lw.commands.whitelist, or name its AdminServer"));
            return;
        }
        long needed = HEAP_FACTOR * (data.getAsLong() >> 20);
        String seen = "a heap of " + heap.getAsLong() + " MB for a tree of " + (data.getAsLong() >> 20) + " MB";
        findings.add(
                heap.getAsLong() < needed
                        ? EnsembleRules.HEAP.broken(
                                subject(answer),
                                seen,
                                "at least " + needed + " MB",
                                "give it more (-Xmx), without swapping")
                        : EnsembleRules.HEAP.passed(subject(answer), seen));
    }

    private static OptionalLong megabytes(MemberAnswer answer) {
        String text = answer.text("env.os.memory.max").orElse("");
        return text.matches("[0-9]{1,9}MB")
                ? OptionalLong.of(Long.parseLong(text.substring(0, text.length() - 2)))
                : OptionalLong.empty();
    }
}
