package dev.keepsake.agent;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.FollowedTape;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How far a source is followed, as it is written down for others to read.
 *
 * @param since when this agent began to follow it
 * @param at when this was so
 * @param upTo what was committed before this moment is on the tape; before anything is known to be, when this agent began
 * @param end where the tape ends, when there is one with a transaction
 * @param breaks how many breaks in the source's history were found since the beginning
 * @param trouble why the last turn came to nothing; empty when it did not
 */
record FollowState(
        Instant since, Instant at, Instant upTo, Optional<FollowedTape.End> end, long breaks, String trouble) {

    private static final String FORM = "keepsake-follow 1";
    private static final String NONE = "-";
    private static final int FIELDS = 9;
    private static final int LONGEST_TROUBLE = 500;

    /** A moment before this is of a clock that nobody had set. */
    private static final Duration OLDEST = Duration.ofDays(3650);

    /** Nothing is known yet. */
    static FollowState beginning(Instant now) {
        return new FollowState(now, now, now, Optional.empty(), 0, "");
    }

    /** The same after a restart: what is on the tape stays there, and where that ends is to be seen. */
    static FollowState resuming(Optional<FollowState> before, Instant now) {
        Instant upTo = before.filter(
                        known -> known.end().isPresent() || known.upTo().isBefore(known.since()))
                .map(FollowState::upTo)
                .filter(moment -> moment.isBefore(now) && moment.isAfter(now.minus(OLDEST)))
                .orElse(now);
        return new FollowState(now, now, upTo, Optional.empty(), 0, "");
    }

    /** {@code upTo} for people, who read no fractions of a second at night. */
    Instant told() {
        return upTo.truncatedTo(ChronoUnit.SECONDS);
    }

    /** How long a transaction that is missing from the tape may have been committed by then. */
    Duration lag() {
        Duration lag = Duration.between(upTo, at);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    /** How long this agent has had to see to it by then: for what lay before it began it is not to blame. */
    Duration lagSinceItBegan(Instant now) {
        Instant from = upTo.isBefore(since) ? since : upTo;
        return now.isBefore(from) ? Duration.ZERO : Duration.between(from, now);
    }

    /** The same source later, with all that was committed before a moment on the tape. */
    FollowState caughtUp(Instant now, Instant moment, Optional<FollowedTape.End> reached, boolean broke) {
        return new FollowState(since, now, moment, reached, breaks + (broke ? 1 : 0), "");
    }

    /** The same source later, after a turn that came to nothing. */
    FollowState troubled(Instant now, String why) {
        return new FollowState(since, now, upTo, end, breaks, why);
    }

    /** One line of text. */
    String written() {
        String line = trouble.replaceAll("\\p{Cntrl}+", " ");
        return String.join(
                        "\t",
                        FORM,
                        since.toString(),
                        at.toString(),
                        upTo.toString(),
                        end.map(FollowedTape.End::tape).orElse(NONE),
                        end.map(one -> one.through().toString()).orElse(NONE),
                        end.map(one -> one.time().toString()).orElse(NONE),
                        Long.toString(breaks),
                        line.length() <= LONGEST_TROUBLE ? line : line.substring(0, LONGEST_TROUBLE - 1) + "…")
                + "\n";
    }

    /** What {@link #written} gave. */
    static FollowState read(String text) throws IOException {
        String[] fields =
                text.endsWith("\n") ? text.substring(0, text.length() - 1).split("\t", -1) : new String[0];
        if (fields.length != FIELDS || !fields[0].equals(FORM)) {
            throw new IOException("it is no line that begins with '" + FORM + "'");
        }
        try {
            Optional<FollowedTape.End> end = fields[4].equals(NONE)
                    ? Optional.empty()
                    : Optional.of(new FollowedTape.End(fields[4], Zxid.parse(fields[5]), Instant.parse(fields[6])));
            return new FollowState(
                    Instant.parse(fields[1]),
                    Instant.parse(fields[2]),
                    Instant.parse(fields[3]),
                    end,
                    Long.parseLong(fields[7]),
                    fields[8]);
        } catch (DateTimeException | NumberFormatException e) {
            throw new IOException("it is damaged: " + e.getMessage(), e);
        }
    }

    /** In a line for people. */
    String inWords() {
        String reached = end.map(one -> "through " + one.through() + " of " + one.time() + " on tape " + one.tape())
                .orElse("nothing on a tape yet");
        return "lag " + lag().toMillis() / 1000.0 + " s at " + at + ", " + reached + ", " + breaks
                + (breaks == 1 ? " break" : " breaks") + " since " + since + (trouble.isEmpty() ? "" : "; " + trouble);
    }
}
