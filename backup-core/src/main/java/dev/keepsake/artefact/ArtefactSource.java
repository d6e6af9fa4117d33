package dev.keepsake.artefact;

import java.io.IOException;
import java.util.Optional;

/**
 * Something whose state can be sent: a live system, or a backup of it.
 *
 * <p>Sending changes nothing at the source and may be repeated; what a failed call has sent may stay at the sink, which
 * goes on from it the next time.
 */
public interface ArtefactSource {

    /** The name that the configuration or the backup gives to this source. */
    String name();

    /** The kind of source, as the configuration's {@code type} says it. */
    String type();

    /** Sends everything that the sink does not have yet. */
    void sendTo(ArtefactSink sink) throws IOException;

    /**
     * Whether there may be more to send to a sink that holds everything through this mark; asks nobody but what is at hand,
     * and says yes when in doubt. No means that nothing was there to be sent when it was asked.
     */
    default boolean hasMoreThan(Optional<Mark> end) throws IOException {
        return true;
    }

    /** Looks, without sending anything, whether sending could work; every obstacle found is reported. */
    CheckReport check();
}
