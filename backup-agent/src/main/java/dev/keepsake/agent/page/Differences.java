package dev.keepsake.agent.page;

import dev.keepsake.artefact.Difference;
import dev.keepsake.artefact.PastZnode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is different between two moments at a path and below; at most so much, and looked for no longer than a moment.
 *
 * @param found every path at which they differ, with what is different
 * @param whole whether all was looked at
 */
record Differences(SortedMap<String, Set<Difference>> found, boolean whole) {

    static final int MOST_FOUND = 300;

    private static final Duration LONGEST = Duration.ofSeconds(4);
    // each server writes this one itself, and a walk leaves it out
    private static final String OWN = "/zookeeper/config";

    static Differences between(Past from, Past to, String path, InstantSource clock) throws IOException {
        SortedMap<String, Set<Difference>> found = new TreeMap<>();
        Instant end = clock.instant().plus(LONGEST);
        try {
            from.tree().walk(path, before -> {
                requireRoom(found, end, clock);
                put(found, before.path(), Optional.of(before), to.tree().znode(before.path()));
            });
            to.tree().walk(path, after -> {
                requireRoom(found, end, clock);
                if (from.tree().znode(after.path()).isEmpty()) {
                    put(found, after.path(), Optional.empty(), Optional.of(after));
                }
            });
            return new Differences(found, true);
        } catch (Enough enough) {
            return new Differences(found, false);
        }
    }

    private static void put(
            SortedMap<String, Set<Difference>> found,
            String path,
            Optional<PastZnode> before,
            Optional<PastZnode> after) {
        Set<Difference> here = Difference.between(before, after);
        boolean own = path.equals(OWN) && before.isPresent() != after.isPresent();
        if (!here.isEmpty() && !own) {
            found.put(path, EnumSet.copyOf(here));
        }
    }

    private static void requireRoom(SortedMap<String, Set<Difference>> found, Instant end, InstantSource clock)
            throws Enough {
        if (found.size() >= MOST_FOUND || clock.instant().isAfter(end)) {
            throw new Enough();
        }
    }

    /** Ends a walk. */
    private static final class Enough extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
