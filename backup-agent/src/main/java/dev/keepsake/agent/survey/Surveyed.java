package dev.keepsake.agent.survey;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is known of the archive by now.
 *
 * @param survey the last one; empty when there is none, or it found no archive. Its stock is of before while a look is under way
 * @param takenAt when a look was last brought to an end, on this machine's clock; empty when none was
 * @param trouble why a later one came to nothing, or there is none; empty when all is well
 * @param since when the first of the looks that came to nothing did; empty when none did
 */
public record Surveyed(
        Optional<Survey> survey, Optional<Instant> takenAt, Optional<String> trouble, Optional<Instant> since) {

    /** What was seen before this says nothing of now. */
    public static final Duration OLD = Duration.ofMinutes(30);

    /** Before the first survey is brought to an end. */
    public static final Surveyed NOTHING_YET = nothing("the archive was not looked at yet; that is under way");

    /** A survey that was brought to an end at this moment. */
    public static Surveyed of(Survey survey, Instant now) {
        return new Surveyed(Optional.of(survey), Optional.of(now), Optional.empty(), Optional.empty());
    }

    /** Nothing is known. */
    public static Surveyed nothing(String why) {
        return new Surveyed(Optional.empty(), Optional.empty(), Optional.of(why), Optional.empty());
    }

    /** The same with what a look has found that is not brought to an end yet. */
    public Surveyed seeing(Survey early) {
        return new Surveyed(Optional.of(early), takenAt, trouble, since);
    }

    /** The same after another look that came to nothing. */
    public Surveyed after(String failure, Instant now) {
        return new Surveyed(survey, takenAt, Optional.of(failure), since.or(() -> Optional.of(now)));
    }

    /** Why nobody can tell how the archive is at this moment; empty when what is known is good for it. */
    public Optional<String> doubt(Instant now) {
        if (takenAt.isEmpty()) {
            return trouble;
        }
        return isOld(takenAt.get(), now)
                ? Optional.of("what is known of the archive is of " + seconds(takenAt.get()) + ", and no look at it"
                        + " since was brought to an end: "
                        + trouble.orElse("whether the store answers, 'keepsake-agent check' tells"))
                : Optional.empty();
    }

    /** Why the last looks came to nothing, where one before them is young enough for now; empty when they did not. */
    public Optional<String> attention(Instant now) {
        if (trouble.isEmpty() || takenAt.isEmpty() || isOld(takenAt.get(), now)) {
            return Optional.empty();
        }
        return Optional.of("looks at the archive come to nothing"
                + since.map(moment -> " since " + seconds(moment)).orElse("") + ": " + trouble.get()
                + "; what is shown is of " + seconds(takenAt.get()) + ", and counts for "
                + OLD.toMinutes() + " minutes");
    }

    private static boolean isOld(Instant taken, Instant now) {
        return Duration.between(taken, now).abs().compareTo(OLD) > 0;
    }

    private static Instant seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }
}
