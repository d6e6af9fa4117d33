package dev.keepsake.agent.survey;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the archive by now.
 *
 * @param survey the last one that was brought to an end; empty when there is none, or it found no archive
 * @param takenAt when that was, on this machine's clock; empty without one
 * @param trouble why a later one came to nothing, or there is none; empty when all is well
 */
public record Surveyed(Optional<Survey> survey, Optional<Instant> takenAt, Optional<String> trouble) {

    /** What was seen before this says nothing of now. */
    public static final Duration OLD = Duration.ofMinutes(30);

    /** Before the first survey is brought to an end. */
    public static final Surveyed NOTHING_YET = nothing("the archive was not looked at yet; that is under way");

    /** A survey that was brought to an end at this moment. */
    public static Surveyed of(Survey survey, Instant now) {
        return new Surveyed(Optional.of(survey), Optional.of(now), Optional.empty());
    }

    /** Nothing is known. */
    public static Surveyed nothing(String why) {
        return new Surveyed(Optional.empty(), Optional.empty(), Optional.of(why));
    }

    /** The same after another look that came to nothing. */
    public Surveyed after(String failure) {
        return new Surveyed(survey, takenAt, Optional.of(failure));
    }

    /** Why nobody can tell how the archive is at this moment; empty when what is known is good for it. */
    public Optional<String> doubt(Instant now) {
        if (trouble.isPresent() || takenAt.isEmpty()) {
            return trouble;
        }
        Duration age = Duration.between(takenAt.get(), now);
        return age.abs().compareTo(OLD) <= 0
                ? Optional.empty()
                : Optional.of("what is known of the archive is of " + takenAt.get() + ", and no look at it since was"
                        + " brought to an end: whether the store answers, 'keepsake-agent check' tells");
    }
}
