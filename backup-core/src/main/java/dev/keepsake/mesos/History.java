package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Chooses, among the replicas of a backup, those of the one history that most masters share. A master that was wiped, cut
 * off or moved in from elsewhere may hold a log of its own, even one with higher positions; it is named and not used.
 */
final class History {

    private final List<Replica> replicas;
    private final Map<String, ReplicaFacts> facts = new LinkedHashMap<>();
    private final int masters;
    private final List<String> notes = new ArrayList<>();

    private History(List<Replica> replicas, int masters) {
        this.replicas = replicas;
        this.masters = masters;
    }

    /**
     * Reads all of the replicas, in the order of their names, so that each master gets the same.
     *
     * @param masters how many there are, with or without a replica here
     */
    static History of(List<Replica> replicas, int masters) throws IOException {
        History history = new History(
                replicas.stream().sorted(Comparator.comparing(Replica::name)).toList(),
                Math.max(masters, replicas.size()));
        for (Replica replica : history.replicas) {
            history.facts.put(replica.name(), ReplicaFacts.of(replica));
        }
        return history;
    }

    int quorum() {
        return masters / 2 + 1;
    }

    int masters() {
        return masters;
    }

    /** What each of them amounts to, by name. */
    Map<String, ReplicaFacts> facts() {
        return facts;
    }

    /** The highest proposal that stands in any of them, used or not. */
    long highestProposal() {
        return facts.values().stream().mapToLong(ReplicaFacts::highest).max().orElse(0);
    }

    /** Unites what most masters share. */
    Union unite() throws IOException {
        List<Replica> voting = voting(replicas);
        Kinship kinship = kinship(voting);
        List<Integer> members = voting.isEmpty() ? List.of() : kinship.largest();
        if (members.size() < quorum()) {
            throw new RefusedException("no " + quorum() + " of " + masters
                    + " masters have replicas of which it is certain that they are of one history:\n" + listed()
                    + "\n"
                    + "One may be stale, wiped, or of another cluster. Look at the ends and at what is"
                    + " promised, choose the one to trust, and name it with --from; a backup made in a quieter"
                    + " moment may need no choice. Where the cluster has fewer than " + masters
                    + " masters, say how many with --masters");
        }
        requireAgreement(voting, kinship, members);
        for (int i = 0; i < voting.size(); i++) {
            if (!members.contains(i)) {
                notes.add(stranger(voting, kinship, members, i));
            }
        }
        return Union.of(members.stream().map(voting::get).toList(), masters, notes);
    }

    /** Unites the replicas that a person trusts. */
    Union unite(Set<String> trusted) throws IOException {
        List<Replica> chosen = new ArrayList<>();
        for (String name : new TreeSet<>(trusted)) {
            Optional<Replica> found =
                    replicas.stream().filter(each -> each.name().equals(name)).findFirst();
            if (found.isEmpty()) {
                throw new RefusedException(
                        "--from names '" + name + "', but the backup has replicas of " + facts.keySet() + " only");
            }
            chosen.add(found.get());
        }
        List<Replica> voting = voting(chosen);
        if (voting.size() < chosen.size()) {
            throw new RefusedException("not all that --from names may be trusted: " + String.join("; ", notes));
        }
        requireAgreement(
                voting,
                kinship(voting),
                IntStream.range(0, voting.size()).boxed().toList());
        return Union.of(voting, masters, notes);
    }

    private List<Replica> voting(List<Replica> among) {
        List<Replica> voting = new ArrayList<>();
        for (Replica replica : among) {
            ReplicaFacts known = facts.get(replica.name());
            if (known != null && known.metadata().status() == Metadata.Status.VOTING) {
                voting.add(replica);
            } else if (known != null) {
                notes.add("not used: the replica of " + replica.name() + ", which is "
                        + known.metadata().status() + " and has no say in what was written");
            }
        }
        return voting;
    }

    private static Kinship kinship(List<Replica> replicas) throws IOException {
        Kinship kinship = new Kinship(replicas.size());
        try (Merged merged = Merged.of(replicas)) {
            for (Optional<Merged.Row> row = merged.next(); row.isPresent(); row = merged.next()) {
                List<Optional<Action>> actions = row.get().actions();
                for (int i = 0; i < actions.size(); i++) {
                    for (int j = 0; j < i; j++) {
                        if (actions.get(i).isPresent() && actions.get(j).isPresent()) {
                            kinship.compare(
                                    i, actions.get(i).get(), j, actions.get(j).get());
                        }
                    }
                }
            }
        }
        return kinship;
    }

    private static void requireAgreement(List<Replica> voting, Kinship kinship, List<Integer> members)
            throws CorruptException {
        for (int one : members) {
            for (int other : members) {
                if (kinship.conflict(one, other) >= 0) {
                    throw new CorruptException("the replicas of "
                            + voting.get(one).name() + " and "
                            + voting.get(other).name()
                            + " have both learned position " + kinship.conflict(one, other)
                            + ", but with different values, which cannot be in one log. One of them was restored,"
                            + " rolled back or belongs to another cluster; name the ones to trust with --from");
                }
            }
        }
    }

    private String stranger(List<Replica> voting, Kinship kinship, List<Integer> members, int stranger) {
        String name = voting.get(stranger).name();
        for (int member : members) {
            long conflict = kinship.conflict(stranger, member);
            if (conflict >= 0) {
                return "not used: the replica of " + name + " is of another history: at position " + conflict
                        + " it has not what " + voting.get(member).name() + " has (" + words(name) + ")";
            }
        }
        return "not used: the replica of " + name
                + " has no write in common with the others, so it is stale, was wiped," + " or is of another history ("
                + words(name) + ")";
    }

    private String words(String name) {
        ReplicaFacts known = facts.get(name);
        return known == null ? "" : known.inWords();
    }

    private String listed() {
        return String.join(
                "\n",
                facts.entrySet().stream()
                        .map(entry ->
                                "  " + entry.getKey() + ": " + entry.getValue().inWords())
                        .toList());
    }
}
