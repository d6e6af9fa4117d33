package dev.keepsake.zookeeper;

import dev.keepsake.artefact.TapeStart;
import java.util.Optional;

/**
 * What a capture is going to send, after everything was read once and before anything is sent.
 *
 * @param begins the tape to begin, with the base it begins with; empty when the sink's tape goes on
 * @param run the records to send
 */
record CapturePlan(Optional<Beginning> begins, Captured run) {

    /** A new tape. */
    record Beginning(TapeStart.Reason reason, String explanation, BaseFinder.Found base) {}
}
