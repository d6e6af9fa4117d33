package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a tape deserves a new base: so often that a restore never replays much more than it loads, and so seldom that a
 * nightly backup costs what changed.
 *
 * @param maxAge how old a base may become
 * @param divisor a new base is wanted once the links since the last one exceed its size divided by this
 */
record BasePolicy(Duration maxAge, int divisor) {

    static final BasePolicy DEFAULT = new BasePolicy(Duration.ofDays(7), 2);

    /** The zxid that a new base must start above, or empty when none is wanted. */
    Optional<Zxid> wanted(Optional<Base> newest, long linkBytesSince, Instant now) {
        if (newest.isEmpty()) {
            return Optional.of(new Zxid(0));
        }
        Base base = newest.get();
        boolean old = base.sealed().plus(maxAge).isBefore(now);
        boolean replaysTooMuch = linkBytesSince > base.piece().stored().bytes() / divisor;
        return old || replaysTooMuch ? Optional.of(base.start()) : Optional.empty();
    }
}
