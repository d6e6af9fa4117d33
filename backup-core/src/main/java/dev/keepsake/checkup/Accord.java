package dev.keepsake.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Judges whether the members of an ensemble fit each other: what they follow, how far they are, and whom they know. */
final class Accord {

    private static final int HALF = 32;
    private static final long COUNTER = 0xffff_ffffL;
    // members are asked some seconds apart, and a busy leader goes on meanwhile
    private static final long FAR = 50_000;
    private static final long FAR_IN_ANOTHER_EPOCH = 100;
    private static final Set<String> ANY_HOST = Set.of("0.0.0.0", "[::]", "::");
    private static final String LEADER = "leader";

    private final String ensemble;
    private final List<MemberAnswer> answers;
    private final List<Finding> findings = new ArrayList<>();

    Accord(String ensemble, List<MemberAnswer> answers) {
        this.ensemble = ensemble;
        this.answers = answers;
    }

    /** How many servers vote by a member's own configuration; 0 where it does not say. */
    static long voters(MemberAnswer answer) {
        return answer.servers().values().stream()
                .filter(server -> !server.contains(":observer"))
                .count();
    }

    List<Finding> findings() {
        Optional<MemberAnswer> leader = answers.stream()
                .filter(answer -> answer.mode().filter(LEADER::equals).isPresent())
                .findFirst();
        leader.ifPresent(this::followers);
        leader.ifPresent(this::behind);
        lists();
        return findings;
    }

    /** The leader counts those that vote beside it and have caught up, whoever of them was asked. */
    private void followers(MemberAnswer leader) {
        long voters = voters(leader);
        if (voters == 0 || leader.number("synced_followers").isEmpty()) {
            return;
        }
        long followers = leader.number("synced_followers").getAsLong();
        String seen = followers + " followers have caught up with the leader "
                + leader.contact().address() + ", of " + (voters - 1);
        findings.add(
                followers < voters - 1
                        ? EnsembleRules.SYNCED.broken(
                                ensemble,
                                seen,
                                Long.toString(voters - 1),
                                "find the voter that is away, or still joining, by its log; if it is gone for good,"
                                        + " replace it under the same number")
                        : EnsembleRules.SYNCED.passed(ensemble, seen));
    }

    private void behind(MemberAnswer leader) {
        if (leader.zxid().isEmpty()) {
            return;
        }
        long ahead = leader.zxid().getAsLong();
        for (MemberAnswer answer : answers) {
            if (answer.serves() && !answer.equals(leader) && answer.zxid().isPresent()) {
                findings.add(behind(answer, answer.zxid().getAsLong(), ahead));
            }
        }
    }

    /** Until the first change of an epoch a follower still shows the last one of the epoch before. */
    private Finding behind(MemberAnswer answer, long own, long ahead) {
        String subject = ensemble + " " + answer.contact().address();
        boolean sameEpoch = own >>> HALF == ahead >>> HALF;
        long lacking = sameEpoch ? ahead - own : ahead & COUNTER;
        boolean beyond = own >>> HALF > ahead >>> HALF;
        String seen = "it is at 0x" + Long.toHexString(own) + ", the leader at 0x" + Long.toHexString(ahead);
        return beyond || lacking > (sameEpoch ? FAR : FAR_IN_ANOTHER_EPOCH)
                ? EnsembleRules.BEHIND.broken(
                        subject,
                        seen,
                        "the leader's epoch, and nearly its place",
                        "look again after a minute; if it is still so, see by its log whom it follows and what holds it"
                                + " up, and restart it")
                : EnsembleRules.BEHIND.passed(subject, seen);
    }

    private void lists() {
        List<MemberAnswer> telling =
                answers.stream().filter(answer -> !answer.servers().isEmpty()).toList();
        if (telling.size() < 2) {
            return;
        }
        Set<String> ids = telling.get(0).servers().keySet();
        List<String> seen = new ArrayList<>(moved(telling));
        if (telling.stream().anyMatch(answer -> !answer.servers().keySet().equals(ids))) {
            telling.forEach(answer -> seen.add(answer.contact().address() + " lists "
                    + String.join(", ", answer.servers().keySet())));
        }
        findings.add(
                seen.isEmpty()
                        ? EnsembleRules.LISTS.passed(ensemble, "servers " + String.join(", ", ids) + " at each")
                        : EnsembleRules.LISTS.broken(
                                ensemble,
                                String.join("; ", seen),
                                "the same servers at the same addresses in each zoo.cfg",
                                "make the lists equal, and restart the members one by one"));
    }

    /** Servers that are not at the same place for everybody; a server may list itself by no address at all. */
    private static List<String> moved(List<MemberAnswer> telling) {
        SortedMap<String, Set<String>> places = new TreeMap<>();
        for (MemberAnswer answer : telling) {
            answer.servers()
                    .forEach((id, server) -> places.computeIfAbsent(id, unseen -> new TreeSet<>())
                            .addAll(place(server)));
        }
        return places.entrySet().stream()
                .filter(one -> one.getValue().size() > 1)
                .map(one -> "server " + one.getKey() + " is " + String.join(" or ", one.getValue()))
                .toList();
    }

    /** Its host and quorum port; what stands behind them may be left out. */
    private static Set<String> place(String server) {
        String[] parts = server.split(";", -1)[0].split(":(?![^\\[]*\\])", -1);
        return parts.length < 2 || ANY_HOST.contains(parts[0]) ? Set.of() : Set.of(parts[0] + ":" + parts[1]);
    }
}
