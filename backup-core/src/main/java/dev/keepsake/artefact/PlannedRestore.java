package dev.keepsake.artefact;

import java.io.IOException;

/** A restore that says what it would do before it does it; a failure leaves what it restores to as blank as it was. */
public interface PlannedRestore {

    /** What would be done, after every guard was asked; touches nothing and may be repeated. */
    RestorePlan plan() throws IOException;

    /** Does what the plan says, and reads it back. */
    void apply(RestorePlan plan) throws IOException;
}
