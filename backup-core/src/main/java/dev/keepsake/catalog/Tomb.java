package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A tomb as it stands in the store.
 *
 * @param keys what it is for
 * @param since since when at the latest everybody can see it; empty when nobody has looked yet
 * @param done when all that it is for was found to be gone
 * @param vouched whether somebody who is trusted put it; what somebody else put opens nothing, but since that may be one whom
 *     others trust, no backup names what it is for
 */
record Tomb(String ulid, Set<ObjectKey> keys, Optional<Instant> since, Optional<Instant> done, boolean vouched) {

    Tomb {
        keys = Set.copyOf(keys);
    }

    /**
     * Whether what it is for may be removed: whoever could not see it when he began has ended. One that is done removes nothing
     * more, or it could go soon after: what came to stand there again gets another.
     */
    boolean isRipe(Instant now) {
        return vouched
                && done.isEmpty()
                && since.filter(seen -> seen.plus(Grace.PERIOD).isBefore(now)).isPresent();
    }

    /** Whether it may be that somebody removes what it is for right now, or will before he looks again. */
    boolean mayBeOpened(Instant now) {
        return !vouched || isRipe(now.plus(Grace.LONGEST_RUN)) || done.isPresent();
    }

    /** Whether nobody is left who looked at what it was for. */
    boolean isOver(Instant now) {
        return done.filter(gone -> gone.plus(Grace.PERIOD).isBefore(now)).isPresent();
    }
}
