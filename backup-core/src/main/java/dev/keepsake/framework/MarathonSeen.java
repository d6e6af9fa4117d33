package dev.keepsake.framework;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the members of one Marathon say of it.
 *
 * @param members each of those named, in that order
 * @param state what the one that answered first says; empty where none did
 * @param silence why there is no state; empty where there is
 */
public record MarathonSeen(List<Member> members, Optional<State> state, Optional<String> silence) {

    /** Keeps its own copy. */
    public MarathonSeen {
        members = List.copyOf(members);
    }

    /**
     * One member.
     *
     * @param leader whom it takes for the leader; empty where it names nobody
     * @param silence why it named nobody
     */
    public record Member(URI url, Optional<String> leader, Optional<String> silence) {}

    /**
     * What runs, and what is under way.
     *
     * @param deployments each with the apps and pods that it is about
     * @param apps how many apps there are
     * @param pods how many pods there are
     * @param unwell the apps and pods that are not as they were asked for, each with what is wrong
     * @param untold apps of which it was not said how many tasks run
     */
    public record State(
            String version, List<String> deployments, int apps, int pods, List<String> unwell, List<String> untold) {

        /** Keeps its own copies. */
        public State {
            deployments = List.copyOf(deployments);
            unwell = List.copyOf(unwell);
            untold = List.copyOf(untold);
        }
    }
}
