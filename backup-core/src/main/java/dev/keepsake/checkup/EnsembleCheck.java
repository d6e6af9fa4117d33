package dev.keepsake.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges what the members of an ensemble said of themselves. */
public final class EnsembleCheck {

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
        findings.addAll(new Accord(ensemble, answers).findings());
        size();
        versions();
        for (MemberAnswer answer : answers) {
            if (answer.serves()) {
                findings.addAll(new MemberCheck(subject(answer), answer).findings());
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
        long asked = answers.size() - count("observer");
        long voters = voters();
        if (voters > asked) {
            findings.add(EnsembleRules.SILENT.unknown(
                    ensemble,
                    "only " + asked + " of " + voters + " voters were asked",
                    "name all members in 'doctor.members', or with --connect"));
        }
        if (leaders == 1) {
            findings.add(EnsembleRules.LEADER.passed(ensemble, seen));
        } else if (leaders == 0 && voters > asked && count("follower") > 0) {
            findings.add(EnsembleRules.LEADER.unknown(
                    ensemble,
                    "only " + asked + " of " + voters + " voters were asked, and they follow another one",
                    "name all members in 'doctor.members', or with --connect"));
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

    /** By their own configuration, the longest where they differ; 0 where none says it. */
    private long voters() {
        return answers.stream().mapToLong(Accord::voters).max().orElse(0);
    }

    /** By their own configuration where one of them says it, else by who answered or should have. */
    private void size() {
        long voters = voters();
        long size = voters == 0 ? answers.size() - count("observer") : voters;
        String seen = size + (size == 1 ? " voter" : " voters") + (voters == 0 ? ", as far as members are named" : "");
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
        answers.forEach(answer ->
                answer.version().ifPresent(version -> findings.add(dataLoss(subject(answer), version))));
    }

    private static Finding dataLoss(String subject, String version) {
        List<KnownVersions.Fault> faults = KnownVersions.faults(version);
        return faults.isEmpty()
                ? EnsembleRules.DATA_LOSS.passed(subject, version)
                : EnsembleRules.DATA_LOSS.broken(
                        faults.get(0).severity(),
                        subject,
                        version + ": "
                                + faults.stream()
                                        .map(KnownVersions.Fault::words)
                                        .collect(Collectors.joining("; ")),
                        "a version without this",
                        "upgrade it soon");
    }
}
