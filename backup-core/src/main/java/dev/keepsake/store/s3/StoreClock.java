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

    /** Takes note of the time in an answer. */
    void heard(S3Response answer) {
        date(answer).ifPresent(date -> last = new Heard(date, System.nanoTime(), Instant.now()));
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
        Heard heard = last;
        if (heard == null) {
            return Optional.empty();
        }
        Duration since = Duration.ofNanos(System.nanoTime() - heard.nanos);
        Duration onTheWall = Duration.between(heard.wall, Instant.now());
        boolean awake = onTheWall.minus(since).abs().compareTo(SLEPT) < 0;
        return awake && since.compareTo(GOOD_FOR) < 0 ? Optional.of(heard.date.plus(since)) : Optional.empty();
    }

    private record Heard(Instant date, long nanos, Instant wall) {}
}
