package dev.keepsake.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where it is written down how far a source is followed: not too often, and replaced as a whole. */
final class FollowRecord {

    static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Journal.Place place;
    private Optional<Instant> last = Optional.empty();

    FollowRecord(Journal.Place place) {
        this.place = place;
    }

    /** Writes it down, unless that was done a moment ago; says whether it did. */
    boolean note(FollowState state) throws IOException {
        boolean early = last.isPresent()
                && state.at().isBefore(last.get().plus(BETWEEN))
                && !state.at().isBefore(last.get());
        if (!early) {
            last = Optional.of(state.at());
            place.write(state.written());
        }
        return !early;
    }

    /** What was written down last; throws when it cannot be read. */
    Optional<FollowState> read() throws IOException {
        Optional<String> text = place.read();
        return text.isPresent() ? Optional.of(FollowState.read(text.get())) : Optional.empty();
    }

    /** How far it is known to be followed when somebody begins anew: as it was written down, or not at all. */
    FollowState resumed(Instant now) {
        try {
            return FollowState.resuming(read(), now);
        } catch (IOException unreadable) {
            // the next turn writes it anew
            return FollowState.beginning(now);
        }
    }
}
