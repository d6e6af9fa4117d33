package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.agent.survey.Surveyor;
import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.DenyingStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.testkit.Unwatched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one look at the archive that metrics, page and health live on. */
final class SurveyWatchTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String FIRST = "20261122T030000Z";
    private static final String SECOND = "20261123T030000Z";

    @TempDir
    private Path folder;

    private final Map<String, MemoryStore> stores = new HashMap<>();
    private final Metrics metrics = new Metrics("prod", "n1", () -> this.time);
    private final ArchiveGauges gauges = new ArchiveGauges(metrics);
    private final List<String> told = new ArrayList<>();
    private Instant time = NOW;
    private Runnable whileOpening = () -> {};
    private boolean strikes;
    private final StoreException away = new StoreException.Unavailable("no route to the store", null);
    private boolean isAway;
    private Predicate<ObjectKey> closed = key -> false;
    private final List<Instant> watchedAt = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        stores.put("one", new MemoryStore());
        stores.put("two", new MemoryStore());
        stores.values().forEach(store -> store.follow(() -> time));
    }

    @AfterEach
    void noInterruptIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static boolean isIdle() {
        return false;
    }

    private MemoryStore store(String name) {
        return Objects.requireNonNull(stores.get(name));
    }

    private Manifest backUp(String store, String id) throws IOException {
        return backUp(store, id, "n1", "zk");
    }

    private Manifest backUp(String store, String id, String node, String name) throws IOException {
        ServerOnDisk server = new ServerOnDisk(Files.createDirectories(folder.resolve(store + id))).creates(3);
        Source source = server.stopped(name);
        try (MemoryStore writer = store(store).again()) {
            Catalog catalog = new Catalog(writer, "prod", new Random(id.hashCode()));
            Capture capture = new Capture(catalog, List.of(source), "test", new Unwatched(), CrossCheck.NONE);
            return new BackupJob(catalog, capture)
                    .run(new BackupJob.Request(new BackupId(id), null, node, List.of(node)));
        }
    }

    private AgentConfig config(String store, String lines) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                "cluster: prod\nnode: n1\nstate-dir: " + folder.resolve("state") + "\nstore: {url: \""
                        + Files.createDirectories(folder.resolve(store)).toUri()
                        + "\"}\nsources: [{name: zk, type: zookeeper, data-dir: /zk}]\n" + lines);
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "n1", CronSchedule::new)
                .config();
    }

    private AgentConfig config(String store) throws IOException {
        return config(store, "page: {}\n");
    }

    private SurveyWatch watch(AgentConfig config) {
        SurveyWatch.Tools tools = new SurveyWatch.Tools(
                () -> time,
                pause -> time = time.plus(pause),
                new PlainBell("nothing"),
                longest -> watched(),
                new Random(3),
                metrics,
                (phase, words, facts) -> told.add(words),
                this::open);
        return new SurveyWatch(tools, gauges, config);
    }

    private Watchdog.Watched watched() {
        watchedAt.add(time);
        return new Struck();
    }

    private ObjectStore open(AgentConfig config) throws IOException {
        if (isAway) {
            throw away;
        }
        String path = config.store().url().getPath();
        MemoryStore store = store(path.contains("/two") ? "two" : "one").again();
        whileOpening.run();
        return new DenyingStore(store, closed, key -> false, new AtomicInteger());
    }

    @Test
    void whatIsKnownIsWhatThereWasAndNobodyWhoAsksLooksAgain() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        assertThat(watch.known()).isEqualTo(Surveyed.NOTHING_YET);

        watch.turn(SurveyWatchTest::isIdle);
        String requests = requests();
        Surveyed known = watch.known();

        assertThat(known.survey().orElseThrow().backups())
                .singleElement()
                .satisfies(one -> assertThat(one.id().value()).isEqualTo(FIRST));
        assertThat(known.doubt(time)).isEmpty();
        assertThat(metrics.scrape())
                .contains(
                        "keepsake_backup_last_success_timestamp_seconds{",
                        "keepsake_restorable_timestamp_seconds{cluster=\"prod\",node=\"n1\",source=\"zk\"} ",
                        "keepsake_archive_objects{");
        for (int i = 0; i < 20; i++) {
            watch.known();
            metrics.scrape();
            watch.turn(SurveyWatchTest::isIdle);
        }
        assertThat(requests()).as("requests to the store").isEqualTo(requests).contains("kind=\"list\"");
    }

    @Test
    void itIsRenewedEveryFewMinutesAndAtOnceAfterARun() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        watch.turn(SurveyWatchTest::isIdle);

        backUp("one", SECOND);
        time = time.plus(SurveyWatch.BETWEEN).minusMillis(1);
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().count()).isEqualTo(1);
        watch.afterLooks(() -> told.add("looked"));
        watch.lookSoon();
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().count()).isEqualTo(2);
        assertThat(told).containsExactly("looked");

        store("one").delete(key("one", SECOND + ".json"));
        time = time.plus(SurveyWatch.BETWEEN);
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().count()).isEqualTo(1);
    }

    @Test
    void whatIsInOlderBackupsAloneThanAreKnownIsToldAllTheSame() throws IOException {
        Manifest slot = backUp("one", FIRST);
        backUp("one", SECOND + "-4242", "n2", "other");
        Catalog catalog = new Catalog(store("one").again(), "prod", new Random(1));

        Survey survey = new Surveyor(Assembly.history(), 1)
                .take(catalog, "memory", early -> {})
                .orElseThrow();
        gauges.follow(List.of("zk"));
        gauges.show(survey, "n1");

        assertThat(survey.backups()).extracting(one -> one.id().isOfSlot()).containsExactly(false);
        assertThat(survey.common()).containsExactly(slot);
        assertThat(survey.backup(FIRST)).contains(slot);
        assertThat(survey.stock().of()).contains(slot.id());
        assertThat(metrics.scrape())
                .contains(
                        "keepsake_restorable_timestamp_seconds{cluster=\"prod\",node=\"n1\",source=\"zk\"} ",
                        "keepsake_node_last_success_timestamp_seconds{",
                        "keepsake_backup_added_bytes{cluster=\"prod\",node=\"n1\"} " + (double) slot.addedBytes());
    }

    @Test
    void whereNothingTellsOfItTheArchiveIsLeftAlone() throws IOException {
        SurveyWatch watch = watch(config("one", ""));

        watch.turn(SurveyWatchTest::isIdle);

        assertThat(watch.known()).isEqualTo(Surveyed.NOTHING_YET);
        assertThat(requests()).doesNotContain("outcome=\"done\"} 1.0");
    }

    @Test
    void metricsDoNotGoOnTellingOfAnArchiveThatWasEmptied() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(metrics.scrape()).contains("keepsake_restorable_timestamp_seconds{", "keepsake_exposure_seconds{");

        empty("one");
        time = time.plus(SurveyWatch.BETWEEN);
        watch.turn(SurveyWatchTest::isIdle);
        gauges.know("zk", time);

        assertThat(watch.known().survey()).isEmpty();
        assertThat(watch.known().doubt(time).orElseThrow()).contains("there is no archive of cluster prod at memory:");
        assertThat(metrics.scrape())
                .doesNotContain(
                        "keepsake_restorable_timestamp_seconds{",
                        "keepsake_exposure_seconds{",
                        "keepsake_backup_last_success_timestamp_seconds{",
                        "keepsake_node_last_success_timestamp_seconds{",
                        "keepsake_archive_objects{")
                .contains("keepsake_archive_last_look_timestamp_seconds{");
    }

    @Test
    void anotherStoreIsAnotherArchiveAlsoInTheMidstOfALook() throws IOException {
        backUp("one", FIRST);
        backUp("two", FIRST);
        backUp("two", SECOND);
        SurveyWatch watch = watch(config("one"));
        watch.turn(SurveyWatchTest::isIdle);
        AgentConfig other = config("two");

        whileOpening = () -> watch.follow(other);
        watch.lookSoon();
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known()).as("the old one was looked at").isEqualTo(Surveyed.NOTHING_YET);
        assertThat(metrics.scrape()).doesNotContain("keepsake_backup_last_success_timestamp_seconds{");

        whileOpening = () -> {};
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().count()).isEqualTo(2);
        AgentConfig same = config("two", "page: {}\nlog: {level: debug}\n");
        watch.follow(same);
        assertThat(watch.known().survey()).as("the same archive").isPresent();
    }

    @Test
    void aBackupIsGivenWayToButNotForEver() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        watch.turn(() -> true);
        assertThat(time).as("before the first look nobody can tell anything").isEqualTo(NOW);

        watch.lookSoon();
        watch.turn(() -> time.isBefore(NOW.plusSeconds(90)));
        assertThat(time).isEqualTo(NOW.plusSeconds(90));

        watch.lookSoon();
        watch.turn(() -> true);
        assertThat(time).isEqualTo(NOW.plusSeconds(90).plus(SurveyWatch.LONGEST_GIVING_WAY));
        assertThat(watch.known().doubt(time)).isEmpty();
    }

    @Test
    void aLookThatComesToNothingIsSaidOnceAndWhatWasKnownCountsForHalfAnHour() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        watch.turn(SurveyWatchTest::isIdle);

        isAway = true;
        for (int i = 0; i < 3; i++) {
            time = time.plus(SurveyWatch.BETWEEN);
            watch.turn(SurveyWatchTest::isIdle);
        }

        assertThat(watch.known().survey()).isPresent();
        assertThat(watch.known().doubt(time)).as("fifteen minutes later").isEmpty();
        assertThat(watch.known().attention(time).orElseThrow())
                .contains("since 2026-11-23T12:05:00Z: ", "no route to the store", "what is shown is of " + NOW);
        assertThat(told).singleElement().asString().contains("no route to the store");
        time = NOW.plus(Surveyed.OLD).plusSeconds(1);
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().doubt(time).orElseThrow()).contains("is of " + NOW, "no route to the store");
        assertThat(watch.known().attention(time)).isEmpty();
        isAway = false;
        time = time.plus(SurveyWatch.BETWEEN);
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().doubt(time)).isEmpty();
        assertThat(watch.known().attention(time)).isEmpty();
    }

    @Test
    void whatIsFoundBeforeALookIsGivenUpIsKept() throws IOException {
        Manifest backup = backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        closed = key -> key.value().endsWith("/tape.json");

        watch.turn(SurveyWatchTest::isIdle);

        assertThat(watch.known().survey().orElseThrow().backups()).containsExactly(backup);
        assertThat(watch.known().doubt(time).orElseThrow()).contains("may not read prod/zk/");
        assertThat(metrics.scrape())
                .contains("keepsake_backup_last_success_timestamp_seconds{")
                .doesNotContain("keepsake_archive_objects{", "keepsake_archive_last_look_timestamp_seconds{");
    }

    @Test
    void howLongALookMayTakeIsCountedFromWhenNobodyIsGivenWayToAnyMore() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        watch.turn(SurveyWatchTest::isIdle);
        watchedAt.clear();

        watch.lookSoon();
        watch.turn(() -> time.isBefore(NOW.plusSeconds(90)));

        assertThat(watchedAt).containsExactly(NOW.plusSeconds(90));
    }

    @Test
    void aLookThatTakesTooLongIsGivenUp() throws IOException {
        SurveyWatch watch = watch(config("one"));
        strikes = true;
        whileOpening = Thread.currentThread()::interrupt;

        watch.turn(SurveyWatchTest::isIdle);

        assertThat(watch.known().doubt(time).orElseThrow()).contains("took longer than 20 minutes");
    }

    @Test
    void whatTheNewestBackupNeedsAndIsNotThereIsNamed() throws IOException {
        backUp("one", FIRST);
        SurveyWatch watch = watch(config("one"));
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().stock().missing()).isEmpty();

        ObjectKey base = key("one", "/base/");
        byte[] whole = store("one").again().open(base, 0).readAllBytes();
        store("one").delete(base);
        time = time.plus(Surveyor.BETWEEN_STOCKS).minusSeconds(1);
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().stock().missing())
                .as("what costs a listing of everything is not looked at each time")
                .isEmpty();
        time = time.plusSeconds(1).plus(SurveyWatch.BETWEEN);
        watch.turn(SurveyWatchTest::isIdle);

        assertThat(watch.known().survey().orElseThrow().stock().missing())
                .anySatisfy(words -> assertThat(words)
                        .startsWith("n1/zk of backup " + FIRST + " cannot be restored: ")
                        .endsWith(" is gone"))
                .anySatisfy(words -> assertThat(words).contains("cannot be restored from its tape"));
        time = time.plus(Surveyor.BETWEEN_STOCKS);
        watch.turn(SurveyWatchTest::isIdle);
        store("one").putIfAbsent(base, whole);
        time = time.plus(SurveyWatch.BETWEEN);
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().stock().missing())
                .as("it was missing for more than an hour")
                .isNotEmpty();
        watch.lookSoon();
        watch.turn(SurveyWatchTest::isIdle);
        assertThat(watch.known().survey().orElseThrow().stock().missing()).isEmpty();
    }

    private ObjectKey key(String store, String part) throws IOException {
        return store(store).again().list("", "").all().stream()
                .map(StoredObject::key)
                .filter(one -> one.value().contains(part))
                .findFirst()
                .orElseThrow();
    }

    private void empty(String store) throws IOException {
        for (StoredObject object : store(store).again().list("", "").all()) {
            store(store).delete(object.key());
        }
    }

    private String requests() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("keepsake_store_requests_total"))
                .toList()
                .toString();
    }

    private final class Struck implements Watchdog.Watched {

        @Override
        public boolean struck() {
            return strikes;
        }

        @Override
        public void close() {
            if (strikes) {
                Thread.interrupted();
            }
        }
    }
}
