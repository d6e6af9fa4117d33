package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** The clock that answers tell, whose dates are full seconds. */
final class StoreClockTest {

    private static final Instant DATE = Instant.parse("2026-11-22T03:00:00Z");

    private final StoreClock clock = new StoreClock();

    private void heard(Instant date) {
        ListObjectsV2Response.Builder answer = ListObjectsV2Response.builder();
        answer.sdkHttpResponse(SdkHttpResponse.builder()
                .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)))
                .build());
        clock.heard(answer.build());
    }

    @Test
    void anAnswerWithinTheSameSecondPutsNothingBack() {
        boolean within = false;
        while (!within) {
            long begun = System.nanoTime();
            heard(DATE.plusSeconds(60));
            heard(DATE);
            Instant before = clock.now().orElseThrow();
            heard(DATE);
            Instant after = clock.now().orElseThrow();
            // a machine that is busy with other things may take longer, and then nothing is to be said
            within = System.nanoTime() - begun < Duration.ofMillis(900).toNanos();
            if (within) {
                assertThat(before).isAfter(DATE);
                assertThat(after).isAfter(before).isBefore(DATE.plusSeconds(1));
            }
        }
    }

    @Test
    void aClockThatIsFurtherOffIsSetAnew() {
        heard(DATE);
        heard(DATE.plus(Duration.ofHours(1)));
        assertThat(clock.now().orElseThrow()).isAfterOrEqualTo(DATE.plus(Duration.ofHours(1)));
        heard(DATE);
        assertThat(clock.now().orElseThrow()).isBefore(DATE.plusSeconds(1));
    }
}
