package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether an ensemble of ZooKeeper is fit to have its servers restarted one by one. */
public final class EnsembleChecks {

    /** More requests than this waiting, twice in a row, is a server that does not keep up. */
    public static final long MOST_OUTSTANDING = 10;

    static final Rule REACHED = new Rule(
            "zk.member-reached",
            Severity.CRITICAL,
            "a member does not serve",
            "an upgrade takes one member away at a time; with another one gone already, the quorum goes, too");
    static final Rule KNOWN = new Rule(
            "zk.members-known",
            Severity.CRITICAL,
            "not every member of the ensemble was asked",
            "a member that nobody asks may be the one that is down");
    static final Rule LEADER = new Rule(
            "zk.one-leader",
            Severity.CRITICAL,
            "not exactly one member leads",
            "without a leader nothing is committed; two are two ensembles");
    static final Rule SYNC = new Rule(
            "zk.in-sync",
            Severity.CRITICAL,
            "a member has not got to where the leader was",
            "a member that lags must be sent what it lacks; if the leader goes down before, it may lead with less");
    static final Rule EPOCH = new Rule(
            "zk.same-epoch",
            Severity.CRITICAL,
            "the members are of different epochs",
            "they follow different leaders, or one of them was restored or cut off");
    static final Rule OUTSTANDING = new Rule(
            "zk.outstanding",
            Severity.WARNING,
            "requests are waiting",
            "a server that does not keep up in quiet will not when a member less does the work");

    private final EnsembleSeen seen;
    private final List<Finding> findings = new ArrayList<>();

    private EnsembleChecks(EnsembleSeen seen) {
        this.seen = seen;
    }

    /** What there is to say of an ensemble. */
    public static List<Finding> of(EnsembleSeen seen) {
        EnsembleChecks checks = new EnsembleChecks(seen);
        checks.reached();
        checks.known();
        checks.leader();
        checks.sync();
        checks.epochs();
        checks.outstanding();
        return checks.findings;
    }

    private void reached() {
        for (MemberAnswer member : seen.answers()) {
            if (!member.answers()) {
                findings.add(REACHED.broken(
                        subject(member),
                        member.silence().orElse("it says nothing"),
                        "an answer to 'srvr'",
                        "see that the server runs and is not stalled, and that this machine may connect to it"));
            } else if (!member.serves()) {
                findings.add(REACHED.broken(
                        subject(member),
                        "it runs, and serves nobody: it has no quorum, or is still joining",
                        "a leader or a follower",
                        "see that it reaches the quorum ports of the others, and they its own; its log says"
                                + " which fail"));
            } else if (member.mode().orElse("").equals("read-only")) {
                findings.add(REACHED.broken(
                        subject(member),
                        "it is cut off from the others and only lets itself be read",
                        "a leader or a follower",
                        "see that it reaches the quorum ports of the others, and they its own"));
            }
        }
        if (findings.isEmpty() && !seen.answers().isEmpty()) {
            findings.add(REACHED.passed(seen.source(), members(seen.answers().size()) + " serve"));
        }
    }

    private void known() {
        String remedy = "name the client ports of all of them: --members HOST:PORT,HOST:PORT,HOST:PORT";
        int asked = voting();
        TreeSet<Integer> told = new TreeSet<>();
        seen.voters().ifPresent(told::add);
        seen.answers().stream()
                .map(MemberVoters::of)
                .filter(voters -> voters > 0)
                .forEach(told::add);
        if (seen.trouble().isPresent()) {
            findings.add(KNOWN.unknown(seen.source(), seen.trouble().get(), remedy));
        } else if (told.isEmpty() && !standsAlone()) {
            findings.add(KNOWN.unknown(
                    seen.source(),
                    "nothing says how many servers this ensemble has; " + asked + " were asked",
                    remedy));
        } else if (!told.isEmpty() && (told.size() > 1 || told.first() != asked)) {
            findings.add(KNOWN.broken(
                    seen.source(),
                    "servers that vote, by their configurations: "
                            + told.stream().map(String::valueOf).collect(Collectors.joining(" or ")) + "; asked: "
                            + asked,
                    "the same number of servers everywhere, each of them asked",
                    remedy));
        } else {
            findings.add(OddSize.of(seen.source(), standsAlone() ? 1 : told.first()));
        }
    }

    private boolean standsAlone() {
        return seen.leader().flatMap(MemberAnswer::mode).orElse("").equals("standalone")
                && seen.answers().size() == 1;
    }

    private int voting() {
        return (int) seen.answers().stream()
                .filter(member -> !member.mode().orElse("").equals("observer"))
                .count();
    }

    private void leader() {
        List<MemberAnswer> leaders =
                seen.serving().stream().filter(EnsembleSeen::leads).toList();
        if (leaders.size() == 1) {
            MemberAnswer one = leaders.get(0);
            findings.add(LEADER.passed(
                    seen.source(),
                    one.contact().address() + (one.mode().orElse("").equals("leader") ? " leads" : " stands alone")));
        } else {
            findings.add(LEADER.broken(
                    seen.source(),
                    leaders.isEmpty()
                            ? "none of " + members(seen.answers().size()) + " leads: there is no quorum"
                            : leaders.stream()
                                            .map(member -> member.contact().address())
                                            .collect(Collectors.joining(" and "))
                                    + " lead, or stand alone",
                    "exactly one leader",
                    leaders.isEmpty()
                            ? "bring more than half of the servers up; until then nothing is committed"
                            : "these are not one ensemble: see that each zoo.cfg names all servers"));
        }
    }

    private void sync() {
        Optional<MemberAnswer> leader = seen.leader();
        OptionalLong committed = seen.committed();
        if (leader.isEmpty() || committed.isEmpty()) {
            findings.add(SYNC.unknown(seen.source(), "no leader says what is committed", "see zk.one-leader"));
            return;
        }
        List<MemberAnswer> behind =
                seen.serving().stream().filter(seen::isBehind).toList();
        for (MemberAnswer member : behind) {
            findings.add(SYNC.broken(
                    subject(member),
                    "at "
                            + member.zxid().stream()
                                    .mapToObj(Epochs::shown)
                                    .findFirst()
                                    .orElse("(no zxid)") + ", while the leader was at "
                            + Epochs.shown(committed.getAsLong()) + " before",
                    "at least where the leader was",
                    "wait until it has caught up; where it never does, see its disk and the network to the leader"));
        }
        followers(leader.get());
        if (behind.isEmpty()) {
            findings.add(SYNC.passed(
                    seen.source(),
                    members(seen.serving().size()) + " at " + Epochs.shown(committed.getAsLong()) + " or later"));
        }
    }

    /** What the leader itself counts, where it may be asked; that it may not by default takes nothing from the above. */
    private void followers(MemberAnswer leader) {
        OptionalLong synced = leader.number("synced_followers");
        int wanted = voting() - 1;
        if (synced.isPresent() && synced.getAsLong() < wanted) {
            findings.add(SYNC.broken(
                    subject(leader),
                    "the leader counts " + synced.getAsLong() + " synced followers",
                    wanted + " synced followers",
                    "see which member lags; where all answer, restart the one that the leader does not count"));
        }
    }

    private void epochs() {
        OptionalLong committed = seen.committed();
        if (committed.isEmpty()) {
            return;
        }
        long epoch = Epochs.of(committed.getAsLong());
        boolean quiet = Epochs.counter(committed.getAsLong()) == 0;
        List<MemberAnswer> others = seen.serving().stream()
                .filter(member -> member.zxid().isPresent())
                .filter(member -> {
                    long own = Epochs.of(member.zxid().getAsLong());
                    return own > epoch || (own < epoch && !quiet);
                })
                .toList();
        for (MemberAnswer member : others) {
            findings.add(EPOCH.broken(
                    subject(member),
                    "at epoch " + Epochs.of(member.zxid().orElse(0)),
                    "epoch " + epoch + ", the leader's",
                    "run this again in a minute; where it stays so, restart this member"));
        }
        if (others.isEmpty()) {
            findings.add(EPOCH.passed(seen.source(), "epoch " + epoch));
        }
    }

    private void outstanding() {
        long most = 0;
        for (MemberAnswer member : seen.serving()) {
            OptionalLong waiting = member.number("outstanding_requests");
            if (waiting.isEmpty()) {
                findings.add(OUTSTANDING.unknown(
                        subject(member), "it does not say how many requests wait", "see that 'srvr' answers in full"));
                return;
            }
            most = Math.max(most, waiting.getAsLong());
            if (waiting.getAsLong() > MOST_OUTSTANDING) {
                findings.add(OUTSTANDING.broken(
                        subject(member),
                        waiting.getAsLong() + " requests waiting",
                        "at most " + MOST_OUTSTANDING,
                        "find out who sends so much, or what makes it slow (disk, garbage collection), and wait"));
            }
        }
        if (most <= MOST_OUTSTANDING && !seen.serving().isEmpty()) {
            findings.add(OUTSTANDING.passed(seen.source(), most + " at the most"));
        }
    }

    private String subject(MemberAnswer member) {
        return seen.source() + " " + member.contact().address();
    }

    private static String members(int count) {
        return count == 1 ? "1 member" : count + " members";
    }
}
