package dev.keepsake.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the manifest says of servers that were stopped. */
final class OfflineFacts {

    private final List<StoppedMember> members;
    private final Agreement agreement;
    private final OfflinePlan plan;
    private final boolean standalone;
    private final SortedMap<String, String> facts = new TreeMap<>();

    /** A fact for each thing that can be said. */
    OfflineFacts(List<StoppedMember> members, Agreement agreement, OfflinePlan plan, boolean standalone) {
        this.members = members;
        this.agreement = agreement;
        this.plan = plan;
        this.standalone = standalone;
    }

    /**
     * All that is said.
     *
     * @param unseen what the search for running servers could not see
     */
    SortedMap<String, String> facts(Optional<String> unseen) {
        facts.put("mode", standalone ? "standalone" : "stopped-member");
        facts.put("server-version", "unknown");
        plan.committed()
                .ifPresent(chosen -> facts.put("committed", chosen.through().toString()));
        plan.committed().flatMap(chosen -> chosen.member().id()).ifPresent(id -> facts.put("server-id", id));
        epochs();
        List<String> remarks = new ArrayList<>();
        if (!standalone) {
            seen(remarks);
        }
        remarks.addAll(plan.remarks());
        unseen.ifPresent(remarks::add);
        for (int i = 0; i < remarks.size(); i++) {
            facts.put(String.format(Locale.ROOT, "remark-%02d", i + 1), remarks.get(i));
        }
        return facts;
    }

    /** The highest of all directories: a restored ensemble must begin above every one of them. */
    private void epochs() {
        long highest = members.stream()
                .mapToLong(member -> agreement.end(member).epoch())
                .max()
                .orElse(0);
        facts.put("highest-epoch", Long.toString(highest));
        highest(members.stream().map(StoppedMember::currentEpoch).toList(), "current-epoch");
        highest(members.stream().map(StoppedMember::acceptedEpoch).toList(), "accepted-epoch");
    }

    private void highest(List<OptionalLong> epochs, String name) {
        epochs.stream()
                .flatMapToLong(OptionalLong::stream)
                .max()
                .ifPresent(epoch -> facts.put(name, Long.toString(epoch)));
    }

    private static String whyNoVote(StoppedMember member) {
        if (member.id().isEmpty()) {
            return "nothing says which server it is: put its number into the file myid there";
        }
        return member.unreadable().isEmpty()
                ? "it has no currentEpoch and acceptedEpoch in version-2: copy them too"
                : member.unreadable();
    }

    private void seen(List<String> remarks) {
        Quorum quorum = agreement.quorum();
        facts.put("ensemble-size", quorum.voters().size());
        List<String> seen =
                members.stream().map(member -> member.id().orElse("?")).sorted().toList();
        facts.put("servers-seen", String.join(",", seen));
        if (!quorum.unseen().isEmpty()) {
            facts.put("servers-not-seen", String.join(",", quorum.unseen()));
        }
        for (StoppedMember member : members) {
            if (!member.canVote()) {
                remarks.add(member.directories().dataDir() + " does not count as one that agrees, since "
                        + whyNoVote(member));
            }
        }
        if (!quorum.voters().known()) {
            remarks.add("nothing says how many servers the ensemble has, so that no agreement of servers counts;"
                    + " --voters says it by their numbers");
        }
        if (quorum.voters().bySizeAlone()) {
            remarks.add(
                    "how many servers vote was told by --ensemble-size alone, so every directory counted as a voter's:"
                            + " if one of them is an observer's, what only it and fewer than a quorum hold may count as committed;"
                            + " --voters names the voters");
        }
        if (!quorum.seen()) {
            facts.put("newer-commits", "possible");
            remarks.add("fewer than a quorum of the servers was seen"
                    + (quorum.unseen().isEmpty() ? "" : " (not seen: " + String.join(", ", quorum.unseen()) + ")")
                    + ": newer transactions may have been committed that are not in these directories");
        }
    }
}
