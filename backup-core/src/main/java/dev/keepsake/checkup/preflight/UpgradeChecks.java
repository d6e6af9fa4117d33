package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.KnownVersions;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the servers of an ensemble, as they are, can be replaced by those of another release one by one. */
public final class UpgradeChecks {

    static final Rule MIXED = new Rule(
            "zk.one-version",
            Severity.WARNING,
            "the members run different releases",
            "another upgrade has begun and was not ended; nobody tests three releases in one ensemble");
    static final Rule PATH = new Rule(
            "zk.upgrade-path",
            Severity.CRITICAL,
            "no upgrade leads from this release to that one, server by server",
            "servers that do not understand each other form no quorum, and what one has written another may not read");
    static final Rule TARGET = new Rule(
            "zk.upgrade-target",
            Severity.CRITICAL,
            "the release to upgrade to must not run",
            "it loses data, or was never meant for production");
    static final Rule MIND = new Rule(
            "zk.upgrade-mind",
            Severity.NOTE,
            "the new release behaves differently",
            "what is not set before the first server starts is noticed by users");
    static final Rule SNAPSHOT = new Rule(
            "zk.upgrade-snapshot",
            Severity.CRITICAL,
            "the server has logs and no snapshot",
            "from 3.5.5 on a server with logs and no snapshot refuses to start");

    private final String source;
    private final Release target;
    private final List<Finding> findings = new ArrayList<>();

    private UpgradeChecks(String source, Release target) {
        this.source = source;
        this.target = target;
    }

    /** Whether all members run one release, which counts without an upgrade, too. */
    public static List<Finding> versions(EnsembleSeen seen) {
        TreeSet<String> versions = new TreeSet<>();
        for (MemberAnswer member : seen.serving()) {
            Optional<String> version = member.version();
            if (version.isEmpty()) {
                return List.of(MIXED.unknown(
                        seen.source() + " " + member.contact().address(),
                        "it does not say which release it is",
                        "see that 'srvr' answers in full"));
            }
            versions.add(version.get());
        }
        if (versions.isEmpty()) {
            return List.of();
        }
        return List.of(
                versions.size() == 1
                        ? MIXED.passed(seen.source(), "all run " + versions.first())
                        : MIXED.broken(
                                seen.source(),
                                "the members run " + String.join(" and ", versions),
                                "one release on all members",
                                "end that upgrade, or take it back, before another one begins"));
    }

    /** What an upgrade of these members to that release meets with. */
    public static List<Finding> of(EnsembleSeen seen, Release target) {
        UpgradeChecks checks = new UpgradeChecks(seen.source(), target);
        checks.target();
        Optional<Release> from = seen.oldest();
        if (from.isEmpty()) {
            checks.findings.add(
                    PATH.unknown(seen.source(), "no member says which release it runs", "see zk.member-reached"));
            return checks.findings;
        }
        checks.path(from.get());
        checks.mind(from.get());
        return checks.findings;
    }

    /**
     * Whether the server on this machine has what the new release starts from.
     *
     * @param version what it runs
     */
    public static List<Finding> snapshot(ServerDisk disk, Release version, Release target) {
        if (version.atLeast(3, 5, 5) || !target.atLeast(3, 5, 5)) {
            return List.of();
        }
        if (disk.trouble().isPresent()) {
            return List.of(
                    SNAPSHOT.unknown(disk.source(), disk.trouble().get(), "let this agent read the directories"));
        }
        if (disk.snapshots() > 0) {
            return List.of(SNAPSHOT.passed(
                    disk.source(),
                    disk.snapshots() + " snapshots on this machine; look at the other members' as well"));
        }
        boolean losing = KnownVersions.faults(target.toString()).stream()
                .anyMatch(fault -> fault.issue().equals(KnownVersions.LOST_LOGS));
        return List.of(SNAPSHOT.broken(
                disk.source(),
                disk.logs() + " logs and no snapshot in " + disk.dataDir(),
                "at least one snapshot",
                losing
                        ? "take another release than " + target + ", which loses such logs (" + KnownVersions.LOST_LOGS
                                + ")"
                        : "start each such server once with -Dzookeeper.snapshot.trust.empty=true, and without it"
                                + " again as soon as it has written a snapshot"));
    }

    private void target() {
        List<KnownVersions.Fault> faults = KnownVersions.faults(target.toString());
        if (target.isOf(3, 5) && !target.atLeast(3, 5, 5)) {
            findings.add(TARGET.broken(
                    source,
                    "to " + target,
                    "a release",
                    "before 3.5.5 there were only alpha and beta versions; take 3.5.10"));
        } else if (faults.stream().anyMatch(fault -> fault.severity() == Severity.CRITICAL)) {
            findings.add(TARGET.broken(
                    source, "to " + target, "another release", words(faults) + "; take the newest of" + " its line"));
        } else {
            findings.add(TARGET.passed(source, "to " + target));
            faults.forEach(fault -> mind("in " + target + " " + fault.what(), fault.words() + ": do not stay there"));
        }
    }

    private static String words(List<KnownVersions.Fault> faults) {
        return faults.stream().map(KnownVersions.Fault::words).collect(Collectors.joining("; "));
    }

    private void path(Release from) {
        Optional<String> remedy = obstacle(from);
        findings.add(
                remedy.isEmpty()
                        ? PATH.passed(
                                source, from.equals(target) ? "already at " + target : "from " + from + " to " + target)
                        : PATH.broken(
                                source, "from " + from + " to " + target, "a step that is supported", remedy.get()));
    }

    private Optional<String> obstacle(Release from) {
        if (target.compareTo(from) < 0) {
            return Optional.of("this is a downgrade: an older release may not read what a newer one wrote. Restore this"
                    + " backup onto blank servers of the older one instead, and try that before");
        }
        if (!from.atLeast(3, 4, 6) && target.atLeast(3, 5, 0)) {
            return Optional.of("upgrade to 3.4.14 first: releases before 3.4.6 form no quorum with 3.5");
        }
        if (from.isOf(3, 4) && target.atLeast(3, 6, 0)) {
            return Optional.of(
                    "upgrade to 3.5.10 first, all servers, and run this again: from 3.4 only 3.5 is reached");
        }
        if (from.isOf(3, 5) && !from.atLeast(3, 5, 5) && target.atLeast(3, 6, 0)) {
            return Optional.of("upgrade to 3.5.10 first: this is an alpha or beta version");
        }
        return Optional.empty();
    }

    private void mind(Release from) {
        if (crosses(from, 3, 5, 0)) {
            mind(
                    "an AdminServer that takes port 8080, where Marathon listens by default",
                    "set admin.enableServer=false, or admin.serverPort, in each zoo.cfg");
        }
        if (crosses(from, 3, 5, 3)) {
            mind(
                    "of the four-letter commands only 'srvr' is answered",
                    "keepsake needs no other; for what else asks, set 4lw.commands.whitelist in each zoo.cfg");
        }
    }

    private boolean crosses(Release from, int major, int minor, int patch) {
        return !from.atLeast(major, minor, patch) && target.atLeast(major, minor, patch);
    }

    private void mind(String seen, String remedy) {
        findings.add(MIND.broken(source, seen, "that you know", remedy));
    }

    /** What the new release must be told because of what the tree holds. */
    public static Finding timesToLive(String source, long znodes) {
        return znodes == 0
                ? MIND.passed(source, "no znode has a time to live")
                : MIND.broken(
                        source,
                        znodes + " znodes have a time to live",
                        "zookeeper.extendedTypesEnabled=true on every server, as now",
                        "start each new server with -Dzookeeper.extendedTypesEnabled=true: one without it deletes"
                                + " them");
    }

    /** The same where nobody here could look into the tree. */
    public static Finding timesToLiveUnseen(String source, String why) {
        return MIND.broken(
                source,
                "whether znodes have a time to live was not looked at: " + why,
                "that you know",
                "see whether the servers run with -Dzookeeper.extendedTypesEnabled=true; if they do, start each new one"
                        + " with it as well: one without it deletes such znodes");
    }
}
