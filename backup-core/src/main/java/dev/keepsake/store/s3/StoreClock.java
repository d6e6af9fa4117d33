package dev.keepsake.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * The store's clock as its answers tell it. Every answer bears the time, to the second; between two answers that follow
 * each other closely, our own monotonic clock goes on from the first. A machine that slept meanwhile is noticed by its
 * wall clock, and then the store is asked.
 */
final class StoreClock {

    private static final Duration GOOD_FOR = Duration.ofSeconds(5);
    private static final Duration SLEPT = Duration.ofSeconds(1);

    private volatile @Nullable Heard last;

    /**
     * Takes note of the time in an answer. It may be up to a second later than it says there, so a clock that goes on from an
     * earlier answer and fits is not put back by it.
     */
    void heard(S3Response answer) {
        Optional<Instant> date = date(answer);
        if (date.isPresent()) {
            long nanos = System.nanoTime();
            Instant wall = Instant.now();
            Instant time = now(nanos, wall)
                    .filter(one -> !one.isBefore(date.get()))
                    .filter(one -> one.isBefore(date.get().plusSeconds(1)))
                    .orElse(date.get());
            last = new Heard(time, nanos, wall);
        }
    }

    static Optional<Instant> date(S3Response answer) {
        if (answer.sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return answer.sdkHttpResponse().firstMatchingHeader("Date").flatMap(StoreClock::parsed);
    }

    private static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The time, unless the last answer is too long ago to tell. */
    Optional<Instant> now() {
        return now(System.nanoTime(), Instant.now());
    }

    private Optional<Instant> now(long nanos, Instant wall) {
        Heard heard = last;
        if (heard == null) {
            return Optional.empty();
        }
        Duration since = Duration.ofNanos(nanos - heard.nanos);
        Duration onTheWall = Duration.between(heard.wall, wall);
        boolean awake = onTheWall.minus(since).abs().compareTo(SLEPT) < 0;
        return awake && since.compareTo(GOOD_FOR) < 0 ? Optional.of(heard.time.plus(since)) : Optional.empty();
    }

    private record Heard(Instant time, long nanos, Instant wall) {}
}
