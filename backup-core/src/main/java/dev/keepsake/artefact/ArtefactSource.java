package dev.keepsake.artefact;

import java.io.IOException;
import java.util.Optional;

/**
 * Something whose state is transactions over a base: a live system, or a backup of it.
 *
 * <p>Sending changes nothing at the source and may be repeated; what a failed call has sent may stay at the sink, which
 * goes on from it the next time.
 */
public non-sealed interface ArtefactSource extends Source {

    /** Sends everything that the sink does not have yet. */
    void sendTo(ArtefactSink sink) throws IOException;

    /**
     * Whether there may be more to send to a sink that holds everything through this mark; asks nobody but what is at hand,
     * and says yes when in doubt. No means that nothing was there to be sent when it was asked.
     */
    default boolean hasMoreThan(Optional<Mark> end) throws IOException {
        return true;
    }

    /** Whether it sends transactions, so that following it all the time makes sense. */
    default boolean hasTransactions() {
        return true;
    }
}
