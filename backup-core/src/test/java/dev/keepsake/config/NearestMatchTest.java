package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestMatchTest {

    @ParameterizedTest
    @CsvSource({
        "data-dri, data-dir",
        "datadir, data-dir",
        "dataDir, data-dir",
        "data_log_dir, data-log-dir",
        "DATA-DIR, data-dir",
        "clients, client",
        "clinet, client",
        "nam, name",
        "uri, url",
    })
    void theWordThatWasMeantIsFound(String word, String meant) {
        assertThat(NearestMatch.of(word, List.of("name", "type", "data-dir", "data-log-dir", "client", "url")))
                .contains(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "x",
        "foo",
        "directory",
        "nodes",
        "''",
        "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
    })
    void aWordTooFarAwayIsNotGuessed(String word) {
        assertThat(NearestMatch.of(word, List.of("name", "type", "data-dir", "data-log-dir", "client", "url")))
                .isEmpty();
    }

    @Test
    void theNearerOfTwoIsTaken() {
        assertThat(NearestMatch.of("nodess", List.of("node", "nodes"))).contains("nodes");
        assertThat(NearestMatch.of("nod", List.of("nodes", "node"))).contains("node");
    }

    @Test
    void aSwapIsOneStep() {
        assertThat(NearestMatch.distance("ab", "ba")).isEqualTo(1);
        assertThat(NearestMatch.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestMatch.distance("", "abc")).isEqualTo(3);
        assertThat(NearestMatch.distance("abc", "abc")).isZero();
    }
}
