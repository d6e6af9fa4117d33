package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Replicas;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import dev.keepsake.framework.MasterSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the masters of a Mesos are fit to be upgraded one by one. */
public final class MasterChecks {

    /** A master that was started later than this before the look has not settled. */
    static final Duration SETTLED = Duration.ofMinutes(10);

    static final Rule REACHED = new Rule(
            "mesos.master-reached",
            Severity.CRITICAL,
            "a master gives no answer",
            "one master less is what an upgrade takes away by itself; with another one gone, too, the quorum is lost");
    static final Rule LEADER = new Rule(
            "mesos.one-leader",
            Severity.CRITICAL,
            "not exactly one master leads",
            "without a leader no framework is offered anything, and nothing can be compared after the upgrade");
    static final Rule RECOVERED = new Rule(
            "mesos.log-recovered",
            Severity.CRITICAL,
            "a master's replicated log has not recovered",
            "such a replica does not vote: the quorum is smaller than it looks, and the next restart may end it");
    static final Rule QUORUM = new Rule(
            "mesos.log-quorum",
            Severity.CRITICAL,
            "the replicas of the log do not fit the quorum",
            "Mesos takes twice the quorum less one for the number of masters; with more of them two quorums can"
                    + " disagree, and the registry is damaged; with fewer, the first restart stops the cluster");
    static final Rule UPTIME = new Rule(
            "mesos.master-uptime",
            Severity.WARNING,
            "a master was started a short while ago",
            "masters that restart by themselves go on doing so during an upgrade, when one of them is away already");

    private final String source;
    private final List<MasterSeen> masters;
    private final List<MasterSeen> answered;
    private final List<Finding> findings = new ArrayList<>();

    private MasterChecks(String source, List<MasterSeen> masters) {
        this.source = source;
        this.masters = masters;
        this.answered = masters.stream().filter(MasterSeen::answered).toList();
    }

    /** What there is to say of the masters that a source names. */
    public static List<Finding> of(String source, List<MasterSeen> masters) {
        MasterChecks checks = new MasterChecks(source, masters);
        checks.reached();
        checks.leader();
        checks.recovered();
        checks.quorum();
        checks.uptime();
        return checks.findings;
    }

    /** What there is to say where the masters could not even be found. */
    public static List<Finding> unknown(String source, String why) {
        return List.of(REACHED.unknown(source, why, "see that 'urls', or 'servers' and 'chroot', name the masters"));
    }

    private void reached() {
        masters.stream()
                .filter(master -> !master.answered())
                .forEach(master -> findings.add(REACHED.broken(
                        subject(master),
                        master.silence().orElse(""),
                        "an answer of every master",
                        "start this master, or take it out of 'urls' where it is gone for good")));
        if (answered.size() == masters.size()) {
            findings.add(REACHED.passed(source, all(answered.size(), "master answers", "masters answer")));
        }
    }

    private void leader() {
        List<MasterSeen> leaders = answered.stream().filter(MasterSeen::elected).toList();
        if (leaders.size() == 1) {
            findings.add(LEADER.passed(source, leaders.get(0).url() + " leads"));
        } else {
            findings.add(LEADER.broken(
                    source,
                    leaders.isEmpty()
                            ? "none of " + answered.size() + " masters that answer leads"
                            : leaders.stream()
                                    .map(master -> master.url().toString())
                                    .collect(Collectors.joining(" and ", "", " say that they lead")),
                    "exactly one master that leads",
                    leaders.isEmpty()
                            ? "see that ZooKeeper serves and that masters reach it (their --zk); name all of them in"
                                    + " 'urls'"
                            : "find out which of them the others follow, and restart the one that was cut off"));
        }
    }

    private void recovered() {
        long good = 0;
        for (MasterSeen master : answered) {
            if (master.recovered().isEmpty()) {
                findings.add(RECOVERED.unknown(
                        subject(master),
                        "it does not say registrar/log/recovered",
                        "Mesos says it since 1.0, where --registry is replicated_log; look at its log instead"));
            } else if (master.recovered().get()) {
                good++;
            } else {
                findings.add(RECOVERED.broken(
                        subject(master),
                        "registrar/log/recovered is 0",
                        "1 on every master",
                        "wait until it has caught up with the others; where it never does, see 'A replicated log of"
                                + " Mesos' for giving it its log back"));
            }
        }
        if (good == masters.size() && good > 0) {
            findings.add(RECOVERED.passed(source, "registrar/log/recovered is 1 on " + some(answered.size())));
        }
    }

    private void quorum() {
        TreeSet<Integer> sizes = new TreeSet<>();
        TreeSet<Integer> quorums = new TreeSet<>();
        answered.forEach(master -> master.ensembleSize().ifPresent(sizes::add));
        answered.forEach(master -> master.quorum().ifPresent(quorums::add));
        boolean told = !answered.isEmpty()
                && answered.stream()
                        .allMatch(master -> master.ensembleSize().isPresent()
                                && master.quorum().isPresent());
        if (!told) {
            findings.add(QUORUM.unknown(
                    source,
                    "not every master says its registrar/log/ensemble_size and its flag --quorum",
                    "ask each for /metrics/snapshot and /master/flags; the login must be allowed to see flags"));
        } else if (sizes.size() > 1 || quorums.size() > 1) {
            findings.add(unequal("replicas " + sizes + ", quorums " + quorums));
        } else {
            findings.add(quorum(sizes.first(), quorums.first()));
        }
    }

    private Finding unequal(String seen) {
        return QUORUM.broken(
                source,
                "the masters disagree: " + seen,
                "the same on every master",
                "start all with the same --quorum; wait until each sees all replicas");
    }

    private Finding quorum(int size, int quorum) {
        Optional<Replicas.Misfit> misfit = new Replicas(size, quorum).misfit();
        if (misfit.isPresent()) {
            return QUORUM.broken(
                    source,
                    misfit.get().seen(),
                    misfit.get().expected(),
                    misfit.get().remedy());
        }
        return size == masters.size()
                ? QUORUM.passed(source, size + " replicas, quorum " + quorum)
                : QUORUM.broken(
                        source,
                        "the log has " + size + " replicas, and " + masters.size() + " masters were asked",
                        "every master of the ensemble asked",
                        "name all masters in 'urls'");
    }

    private void uptime() {
        answered.stream()
                .filter(master -> master.uptime().compareTo(SETTLED) < 0)
                .forEach(master -> findings.add(UPTIME.broken(
                        subject(master),
                        "up for " + master.uptime().toSeconds() + " s",
                        "at least " + SETTLED.toMinutes() + " minutes",
                        "find out why it was restarted; where that was you, run this again later")));
        if (!answered.isEmpty()
                && answered.stream().allMatch(one -> one.uptime().compareTo(SETTLED) >= 0)) {
            Duration least = answered.stream()
                    .map(MasterSeen::uptime)
                    .min(Duration::compareTo)
                    .orElseThrow();
            findings.add(UPTIME.passed(source, "up for " + Spans.words(least) + " and more"));
        }
    }

    private String subject(MasterSeen master) {
        return source + " " + master.url();
    }

    private static String some(int masters) {
        return masters == 1 ? "1 master" : masters + " masters";
    }

    private static String all(int count, String one, String several) {
        return count == 1 ? "1 " + one : count + " " + several;
    }
}
