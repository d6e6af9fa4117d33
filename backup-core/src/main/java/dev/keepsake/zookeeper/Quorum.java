package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * When a transaction that stands in several servers' logs is committed.
 *
 * <p>A quorum of logs is not enough: would-be leaders spread what they hold before they are established, and a server
 * that got further in an election may have been elected without it. So the servers that count have promised themselves at
 * most to the one epoch after the last they all lived through: then whoever was or will be elected has heard one of them.
 * Where every voter's files are there, it is enough that none without the transaction got further than those with it.
 */
final class Quorum {

    private final Voters voters;
    private final List<StoppedMember> members;

    Quorum(Voters voters, Collection<StoppedMember> members) {
        this.voters = voters;
        this.members = members.stream().filter(StoppedMember::canVote).toList();
    }

    Quorum with(ServerConfiguration more) throws RefusedException {
        return new Quorum(voters.with(more), members);
    }

    Voters voters() {
        return voters;
    }

    /** Whether enough servers were seen for everything acknowledged to a client to stand in one of their logs. */
    boolean seen() {
        return voters.areQuorum(ids(members, member -> true));
    }

    /** The numbers of the voters that were not seen. */
    Set<String> unseen() {
        Set<String> unseen = new TreeSet<>(voters.names());
        unseen.removeAll(ids(members, member -> true));
        return unseen;
    }

    /** Whether a transaction that just these servers hold is committed. */
    boolean committed(List<StoppedMember> holders) {
        List<StoppedMember> voting =
                holders.stream().filter(StoppedMember::canVote).toList();
        if (!voters.areQuorum(ids(voting, member -> true))) {
            return false;
        }
        boolean settled = voting.stream()
                .anyMatch(floor -> voters.areQuorum(ids(
                        voting,
                        member -> current(member) >= current(floor) && accepted(member) <= current(floor) + 1)));
        return settled || noneGotFurther(voting);
    }

    private boolean noneGotFurther(List<StoppedMember> holders) {
        long lowest = holders.stream().mapToLong(Quorum::current).min().orElse(0);
        return voters.areAll(ids(members, member -> true))
                && members.stream().allMatch(member -> holders.contains(member) || current(member) <= lowest);
    }

    private static Set<String> ids(List<StoppedMember> members, Predicate<StoppedMember> wanted) {
        return members.stream()
                .filter(wanted)
                .flatMap(member -> member.id().stream())
                .collect(Collectors.toSet());
    }

    private static long current(StoppedMember member) {
        return member.currentEpoch().orElse(0);
    }

    private static long accepted(StoppedMember member) {
        return member.acceptedEpoch().orElse(Long.MAX_VALUE);
    }
}
