package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who must agree, by every configuration that the files of an ensemble's servers know. After a change of members some know
 * the old one and some the new one; whoever is a quorum by all of them is one in truth.
 */
final class Voters {

    private final Set<ServerConfiguration> configurations;
    private final OptionalInt stated;

    /**
     * With the number of servers that a person stated.
     *
     * @throws RefusedException when a file knows of more servers than that
     */
    Voters(Collection<ServerConfiguration> configurations, OptionalInt stated) throws RefusedException {
        this.configurations = new LinkedHashSet<>(configurations);
        this.stated = stated;
        for (ServerConfiguration known : this.configurations) {
            if (stated.isPresent() && known.voters().size() > stated.getAsInt()) {
                throw new RefusedException("--ensemble-size " + stated.getAsInt() + " is less than the servers that the"
                        + " files know (" + String.join(", ", known.voters())
                        + "): with fewer voters, transactions would count as committed that may never have been;"
                        + " leave the option out");
            }
        }
    }

    /** The same, with one more configuration. */
    Voters with(ServerConfiguration more) throws RefusedException {
        List<ServerConfiguration> all = new ArrayList<>(configurations);
        all.add(more);
        return new Voters(all, stated);
    }

    /** Whether anything says how many servers vote. */
    boolean known() {
        return stated.isPresent() || !configurations.isEmpty();
    }

    /** Whether this is no ensemble, as far as anything says. */
    boolean single() {
        return largest() <= 1;
    }

    /** Whether a person said that there is one server alone, and no file says otherwise. */
    boolean statedSingle() {
        return stated.isPresent() && stated.getAsInt() == 1;
    }

    /** Whether nothing but a number was stated, so that an observer cannot be told from a voter. */
    boolean bySizeAlone() {
        return stated.isPresent() && configurations.isEmpty();
    }

    /** How many servers vote, in words. */
    String size() {
        return known() ? Integer.toString(largest()) : "unknown";
    }

    /** Whether these servers are a quorum; never, where nobody knows what one is. */
    boolean areQuorum(Set<String> servers) {
        if (!known() || (stated.isPresent() && servers.size() * 2 <= stated.getAsInt())) {
            return false;
        }
        return configurations.stream().allMatch(known -> {
            long seen = known.voters().stream().filter(servers::contains).count();
            int all = known.voters().size();
            return known.weighted() ? seen == all : seen * 2 > all;
        });
    }

    /** Whether no voter is missing among these servers. */
    boolean areAll(Set<String> servers) {
        return known()
                && servers.size() >= largest()
                && configurations.stream().allMatch(known -> servers.containsAll(known.voters()));
    }

    /** The numbers of all servers that any file names as a voter. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        configurations.forEach(known -> names.addAll(known.voters()));
        return names;
    }

    private int largest() {
        return configurations.stream().mapToInt(known -> known.voters().size()).reduce(stated.orElse(0), Math::max);
    }
}
