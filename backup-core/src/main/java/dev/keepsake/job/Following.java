package dev.keepsake.job;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.FollowedTape;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Follows one source: brings its tape up to date, turn by turn. A turn that finds nothing new asks neither the server nor
 * the store; one that does captures as a backup does, so that whatever fails leaves nothing that the next turn, or a
 * backup, does not go on from. Nothing is buffered: what is not stored yet stands in the source's own log.
 */
public final class Following {

    /** However quiet a source is, this often all is asked: a dead server and a change of leader leave its log as it is. */
    static final Duration WHOLE_TURN = Duration.ofMinutes(1);

    private final Catalog catalog;
    private final FollowedTape tape;
    private final ArtefactSource source;
    private final String writer;
    private final InstantSource clock;
    private Optional<Instant> lastWhole = Optional.empty();

    /**
     * What a turn came to.
     *
     * @param upTo what was committed before this moment of our clock is on the tape
     * @param end where the tape ends; empty when it holds no transaction yet
     * @param broke the break that was found, if one was
     * @param damage what of the tape could not be rolled up, and why; told once
     */
    public record Turn(
            Instant upTo,
            Optional<FollowedTape.End> end,
            Optional<FollowedTape.Break> broke,
            Optional<String> damage) {}

    /** Follows a source onto a tape of this catalog; {@code writer} is the version to be noted. */
    public Following(Catalog catalog, FollowedTape tape, ArtefactSource source, String writer, InstantSource clock) {
        this.catalog = catalog;
        this.tape = tape;
        this.source = source;
        this.writer = writer;
        this.clock = clock;
    }

    /** Somebody else may have written the tape: the next turn asks for everything. */
    public void lookAgain() {
        tape.forget();
        lastWhole = Optional.empty();
    }

    /** One turn. After a failure the next one asks for everything. */
    public Turn turn() throws IOException {
        Instant begun = clock.instant();
        boolean done = false;
        try {
            send(begun);
            done = true;
            return new Turn(begun, tape.known(), tape.newBreak(), damage(begun));
        } finally {
            if (!done) {
                lookAgain();
            }
        }
    }

    private void send(Instant begun) throws IOException {
        if (isWholeDue(begun)) {
            catalog.create(writer);
            tape.forget();
            source.sendTo(tape);
            lastWhole = Optional.of(begun);
        } else if (source.hasMoreThan(tape.end())) {
            source.sendTo(tape);
        }
    }

    /** What is stored already may be damaged, which keeps nobody from storing more. */
    private Optional<String> damage(Instant now) throws IOException {
        try {
            tape.afterTurn(now);
            return Optional.empty();
        } catch (CorruptException damaged) {
            return Optional.of(String.valueOf(damaged.getMessage()));
        }
    }

    private boolean isWholeDue(Instant now) {
        return lastWhole.isEmpty() || !now.isBefore(lastWhole.get().plus(WHOLE_TURN)) || now.isBefore(lastWhole.get());
    }
}
