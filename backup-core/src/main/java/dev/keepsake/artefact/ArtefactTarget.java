package dev.keepsake.artefact;

import java.io.IOException;

/**
 * A blank machine to restore onto: a sink that gathers and proves everything before it touches anything.
 *
 * <p>After a source has sent everything, {@link #plan} says what would be done, or refuses; only {@link #apply} writes,
 * all or nothing: a failure leaves the target as blank as it was.
 */
public interface ArtefactTarget extends ArtefactSink {

    /** What would be done, after every guard was asked; touches nothing and may be repeated. */
    RestorePlan plan() throws IOException;

    /** Does what the plan says, and reads it back. */
    void apply(RestorePlan plan) throws IOException;
}
