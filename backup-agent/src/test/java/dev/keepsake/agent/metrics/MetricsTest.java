package dev.keepsake.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.StoreRequests;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTest {

    private static final Instant NOW = Instant.parse("2026-06-11T03:00:00Z");
    private static final String OURS = "{cluster=\"prod\",node=\"n1\"";

    private static final String REQUESTS =
            "keepsake_store_requests_total{cluster=\"prod\",kind=\"put\",node=\"n1\",outcome=\"denied\"} ";

    private Instant time = NOW;
    private final Metrics metrics = new Metrics("prod", "n1", () -> time);

    @Test
    void everyValueHasTheNameThatItSaysAHelpAndATypeAndNothingElseIsThere() {
        everything();

        String text = metrics.scrape();

        Set<String> expected =
                new TreeSet<>(Set.of("keepsake_store_request_seconds", "keepsake_store_request_seconds_max"));
        for (Gauged what : Gauged.values()) {
            expected.add(what.exposed());
            assertThat(text)
                    .contains(
                            "# TYPE " + what.exposed() + " gauge\n",
                            "# HELP " + what.exposed() + " " + what.help() + "\n")
                    .contains("\n" + what.exposed() + "{");
        }
        for (Counted what : Counted.values()) {
            expected.add(what.exposed());
            assertThat(text)
                    .contains(
                            "# TYPE " + what.exposed() + " counter\n",
                            "# HELP " + what.exposed() + " " + what.help() + "\n");
        }
        assertThat(helps(text).filter(name -> name.startsWith("keepsake_")))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(text).contains("jvm_memory_used_bytes{");
    }

    @Test
    void whatIsNotKnownIsLeftOutRatherThanZero() {
        assertThat(metrics.scrape()).doesNotContain(Gauged.BACKUP_SUCCESS.exposed(), "NaN");

        metrics.set(Gauged.BACKUP_SUCCESS, NOW);
        assertThat(metrics.scrape()).contains(Gauged.BACKUP_SUCCESS.exposed() + OURS + "} 1.7811468E9\n");

        metrics.forget(Gauged.BACKUP_SUCCESS);
        assertThat(metrics.scrape()).doesNotContain(Gauged.BACKUP_SUCCESS.exposed());
    }

    @Test
    void exposureGrowsUntilAnotherMomentCanBeRestored() {
        metrics.set(Gauged.RESTORABLE, NOW.minusSeconds(10), "zk");
        assertThat(metrics.scrape()).contains("keepsake_exposure_seconds" + OURS + ",source=\"zk\"} 10.0\n");

        time = NOW.plusSeconds(50);
        assertThat(metrics.scrape()).contains("keepsake_exposure_seconds" + OURS + ",source=\"zk\"} 60.0\n");

        metrics.set(Gauged.RESTORABLE, time.plusSeconds(1), "zk");
        assertThat(metrics.scrape()).contains("keepsake_exposure_seconds" + OURS + ",source=\"zk\"} 0.0\n");
    }

    @Test
    void eachTextSaysWhenItWasWritten() {
        String first = metrics.scrape();
        time = NOW.plusSeconds(60);

        assertThat(first).contains("keepsake_metrics_written_timestamp_seconds" + OURS + "} 1.7811468E9\n");
        assertThat(metrics.scrape()).contains("keepsake_metrics_written_timestamp_seconds" + OURS + "} 1.78114686E9\n");
    }

    @Test
    void whatIsNoLongerThereGoes() {
        metrics.set(Gauged.FOLLOW_LAG, Duration.ofSeconds(1), "zk");
        metrics.set(Gauged.FOLLOW_LAG, Duration.ofSeconds(2), "exhibitor");

        metrics.keepOnly(Gauged.FOLLOW_LAG, List.of("zk"));

        assertThat(metrics.scrape())
                .contains("keepsake_follow_lag_seconds" + OURS + ",source=\"zk\"} 1.0")
                .doesNotContain("exhibitor");
    }

    @Test
    void requestsAreCountedFromNoughtOnByKindAndEnd() {
        String before = metrics.scrape();
        metrics.done(StoreRequests.Kind.PUT, StoreRequests.Outcome.DENIED, Duration.ofMillis(1500));
        metrics.sent(7);

        assertThat(before).contains(REQUESTS + "0.0");
        assertThat(metrics.scrape())
                .contains(
                        REQUESTS + "1.0",
                        "keepsake_store_request_seconds_sum{cluster=\"prod\",kind=\"put\",node=\"n1\"} 1.5",
                        "keepsake_store_transferred_bytes_total{cluster=\"prod\",direction=\"sent\",node=\"n1\"} 7.0");
    }

    @Test
    void whatMustBeBroughtUpToDateIsBeforeEachScrape() {
        metrics.beforeScrape(() -> metrics.set(Gauged.AGENT_BUSY, 1));

        assertThat(metrics.scrape()).contains("keepsake_agent_busy" + OURS + "} 1.0");
    }

    @Test
    void aFileIsReplacedAsAWholeAndReadableForAll(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keepsake.prom");
        Textfile textfile = new Textfile(file);

        textfile.write("a 1\n");
        textfile.write("b 2\n");

        assertThat(file).hasContent("b 2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatThrownBy(() -> new Textfile(folder.resolve("none/a.prom")).write("c 3\n"))
                .hasMessageContainingAll("none/a.prom", "see that its directory is there", "'metrics.textfile'");
    }

    @Test
    void aLinkInThePlaceOfWhatIsWrittenIsNotFollowed(@TempDir Path folder) throws Exception {
        Path another = Files.writeString(folder.resolve("another"), "of root");
        Files.createSymbolicLink(folder.resolve(".keepsake.prom.new"), another);

        new Textfile(folder.resolve("keepsake.prom")).write("a 1\n");

        assertThat(another).hasContent("of root");
        assertThat(folder.resolve("keepsake.prom")).hasContent("a 1\n");
    }

    @Test
    void ofAFileOneThingIsPutAnewAndAnotherTakenOut(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keepsake.prom");
        metrics.set(Gauged.ONCE_EXIT, 7);
        metrics.set(Gauged.ONCE_BEGUN, 1);
        metrics.set(Gauged.ONCE_RUN, 2);
        new Textfile(file).write(metrics.scrape());
        String before = Files.readString(file);

        metrics.set(Gauged.ONCE_BEGUN, 3);
        metrics.set(Gauged.ONCE_RUN, 4);
        new Textfile(file).amend(metrics.scrape(), Gauged.ONCE_BEGUN, Gauged.ONCE_EXIT);

        List<String> now = Files.readAllLines(file);
        assertThat(before.lines().filter(line -> !now.contains(line)))
                .hasSize(4)
                .allMatch(
                        line -> line.contains("keepsake_once_last_start") || line.contains("keepsake_once_exit_code"));
        assertThat(Files.readString(file))
                .contains(
                        "# TYPE keepsake_once_last_start_timestamp_seconds gauge\n",
                        "keepsake_once_last_start_timestamp_seconds" + OURS + "} 3.0",
                        "keepsake_once_last_run_timestamp_seconds" + OURS + "} 2.0");
    }

    private void everything() {
        for (Gauged what : Gauged.values()) {
            metrics.set(what, 1, what.labels().stream().map(name -> "some").toArray(String[]::new));
        }
        for (Counted what : Counted.values()) {
            metrics.count(what, 1, what.labels().stream().map(name -> "some").toArray(String[]::new));
        }
        metrics.done(StoreRequests.Kind.LIST, StoreRequests.Outcome.DONE, Duration.ofMillis(1));
    }

    private static Stream<String> helps(String text) {
        return text.lines().filter(line -> line.startsWith("# HELP ")).map(line -> line.split(" ", -1)[2]);
    }

    @Test
    void whatTheCollectorLeavesIsTold() {
        System.gc();
        double collections = value("keepsake_memory_collections_total");
        double before = value("keepsake_memory_after_collection_ratio");
        byte[] held = new byte[64 << 20];

        try {
            System.gc();

            assertThat(value("keepsake_memory_collections_total")).isGreaterThan(collections);
            assertThat(value("keepsake_memory_after_collection_ratio"))
                    .isGreaterThan(before)
                    .isLessThan(1.0);
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    private double value(String name) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
