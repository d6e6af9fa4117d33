package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.StoreException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a failure means that no server of a test gives. */
final class SortingTest {

    @Test
    void aNameThatIsNotResolvedIsTriedAgainAndNothingWasDone() {
        S3Settings settings = S3Stores.settings(URI.create("http://store.example.com"), "prod", Duration.ofSeconds(1));
        Failure failure = new Sorting(new Advice(settings))
                .of(SdkClientException.create("no", new UnknownHostException("store.example.com")), Action.PUT);

        assertThat(failure.kind().retryable()).isTrue();
        assertThat(failure.mayBeDone()).isFalse();
        assertThat(failure.ofChanging("putting 'x'"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("http://store.example.com")
                .hasMessageContaining("UnknownHostException")
                .hasMessageContaining("this machine's name service");
    }
}
