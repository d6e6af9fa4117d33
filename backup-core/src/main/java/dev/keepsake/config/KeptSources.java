package dev.keepsake.config;

import dev.keepsake.artefact.Source;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** What an agent that stays captures, with whatever of it has to run between captures. Closing ends that. */
public final class KeptSources implements AutoCloseable {

    private final Function<AgentConfig, List<Source>> sources;
    private final KeepingUp keepingUp;
    private final Runnable end;

    /** Starts what does not run. */
    @FunctionalInterface
    interface KeepingUp {

        /** Starts it, or says why that cannot be. */
        void keepUp() throws IOException;
    }

    KeptSources(Function<AgentConfig, List<Source>> sources, KeepingUp keepingUp, Runnable end) {
        this.sources = sources;
        this.keepingUp = keepingUp;
        this.end = end;
    }

    /** The sources of a configuration; what ran for another one before ends. */
    public List<Source> of(AgentConfig config) {
        return sources.apply(config);
    }

    /** Starts what has to run and does not; does not wait for it. */
    public void keepUp() throws IOException {
        keepingUp.keepUp();
    }

    @Override
    public void close() {
        end.run();
    }
}
