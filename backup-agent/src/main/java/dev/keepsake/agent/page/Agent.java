package dev.keepsake.agent.page;

import java.util.Optional;

/** The running agent, as its status page knows it. May be asked by any thread, and answers at once. */
public interface Agent {

    /** How it stands now. */
    AgentNow now();

    /**
     * Asks for a backup of this node, to begin as soon as nothing else of it is under way.
     *
     * @param label what to call it, 1 to 64 of {@code A-Za-z0-9._-}
     * @return why there will be none; empty when there will
     */
    Optional<String> askRun(Optional<String> label);

    /** What Prometheus is told; empty where nothing measures. */
    Optional<String> metrics();
}
