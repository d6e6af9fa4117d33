package dev.keepsake.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzers were given to begin with, and what they ever found, is taken or refused as it should be. */
class FuzzCorpusTest {

    @ParameterizedTest
    @MethodSource("targets")
    void everyInputOfTheCorpusIsTakenOrRefused(String word) throws IOException {
        Fuzzing fuzzing = Fuzzing.of(word);

        assertThat(Fuzzing.corpus(word)).isNotEmpty();
        for (Path input : Fuzzing.corpus(word)) {
            byte[] bytes = Files.readAllBytes(input);
            assertTimeout(
                    Duration.ofSeconds(20),
                    () -> assertThatCode(() -> fuzzing.take(bytes))
                            .as("%s", input)
                            .doesNotThrowAnyException());
        }
    }

    static Stream<String> targets() {
        return Fuzzing.TARGETS.keySet().stream();
    }
}
