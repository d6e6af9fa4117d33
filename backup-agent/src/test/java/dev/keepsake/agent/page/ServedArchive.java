package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.agent.survey.Surveyor;
import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.Source;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Overrides;
import dev.keepsake.config.PageConfig;
import dev.keepsake.config.PageKeys;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import dev.keepsake.job.Schedule;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.testkit.Unwatched;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An archive in a directory, an agent that only says what it is told to, and a page of both on a free port. */
final class ServedArchive implements Closeable {

    static final String TOKEN = "the-token-of-these-tests";

    private final Path directory;
    private final MemoryStore store = new MemoryStore();
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Surveyed known = Surveyed.NOTHING_YET;
    final AtomicInteger openings = new AtomicInteger();
    private Keys writing = Keys.NONE;
    private Keys reading = Keys.NONE;
    final ServerOnDisk server;
    final ToldAgent agent = new ToldAgent();
    private Optional<StatusPage> page = Optional.empty();

    ServedArchive(Path directory) throws IOException {
        this.directory = directory;
        this.server = new ServerOnDisk(directory.resolve("zk"));
    }

    /** Agents write with these keys, and the page reads with those. */
    ServedArchive sealed(Keys agents, Keys pages) {
        writing = agents;
        reading = pages;
        return this;
    }

    /** An agent that knows nothing but this. */
    static final class ToldAgent implements Agent {

        final List<AgentNow.Notice> alarms = new ArrayList<>();
        final List<AgentNow.Event> events = new ArrayList<>();
        final List<String> asked = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        Optional<AgentNow.ByHand> byHand = Optional.empty();
        Optional<String> metrics = Optional.empty();
        Optional<Duration> period = Optional.empty();

        @Override
        public AgentNow now() {
            Instant now = Instant.now();
            return new AgentNow(
                    "prod",
                    "master-1",
                    "0.1-test",
                    now,
                    now.minusSeconds(3600),
                    Optional.of(now.plusSeconds(7200)),
                    Optional.empty(),
                    period,
                    byHand.isPresent(),
                    alarms,
                    List.of(),
                    events,
                    byHand);
        }

        @Override
        public Optional<String> askRun(Optional<String> label) {
            asked.add(label.orElse(""));
            return refusal;
        }

        @Override
        public Optional<String> metrics() {
            return metrics;
        }
    }

    /** Backs up the server as one that stands alone and is stopped. */
    Manifest backUp(String id, @Nullable String label) throws IOException {
        Source source = server.stopped("zk");
        try (MemoryStore writer = store.again()) {
            Catalog catalog = new Catalog(writer, writing, "prod", new Random(id.hashCode()));
            Capture capture = new Capture(catalog, List.of(source), "0.1-test", new Unwatched(), CrossCheck.NONE);
            return new BackupJob(catalog, capture)
                    .run(new BackupJob.Request(new BackupId(id), label, "master-1", List.of("master-1")));
        }
    }

    /** Stores the report of a drill, as if one had been done. */
    void prove(Manifest backup, boolean good) throws IOException {
        try (MemoryStore writer = store.again()) {
            Catalog catalog = new Catalog(writer, writing, "prod", new Random(5));
            for (Proof.Level level : List.of(Proof.Level.PROOF, Proof.Level.DRILL)) {
                catalog.proofs()
                        .put(new Proof(
                                backup.id(),
                                "prod",
                                level,
                                good,
                                good ? backup.zxid() : new Zxid(0),
                                catalog.now(),
                                83_000,
                                "drill-1",
                                List.of(new CheckReport.Finding(good, "the tree", "as it should be")),
                                List.of(),
                                List.of()));
            }
        }
    }

    /** Serves it without a token. */
    ServedArchive serve() throws IOException {
        return serve("{}", Trees.Bounds.STANDARD);
    }

    /** Serves it with a token. */
    ServedArchive serveWithToken() throws IOException {
        return serveWithToken(Trees.Bounds.STANDARD);
    }

    /** The same with other bounds. */
    ServedArchive serveWithToken(Trees.Bounds bounds) throws IOException {
        Path token = directory.resolve("token");
        Files.writeString(token, TOKEN + "\n");
        return serve("{token-file: " + token + ", names: [backups.example.test]}", bounds);
    }

    /** From now on the store does not answer. */
    void holdStore() {
        gate = new CountDownLatch(1);
    }

    /** It answers again. */
    void letStoreGo() {
        gate.countDown();
    }

    /** Serves it as this block of a configuration says, on a port that is free. */
    ServedArchive serve(String block, Trees.Bounds bounds) throws IOException {
        PageConfig config = config(block);
        PageConfig anyPort = new PageConfig(config.host(), 0, config.names(), config.certificate(), config.token());
        survey();
        page = Optional.of(StatusPage.open(anyPort, PageKeys.read(anyPort), agent, new Door(), bounds));
        return this;
    }

    /** Has the archive looked at, as a daemon does now and then. */
    void survey() throws IOException {
        try (MemoryStore read = store.again()) {
            Catalog catalog = new Catalog(read, reading, "prod", new Random(7));
            known = new Surveyor(Assembly.history(), Surveyor.SHOWN)
                    .take(catalog, read.location(), early -> {})
                    .map(survey -> Surveyed.of(survey, Instant.now()))
                    .orElseGet(() -> Surveyed.nothing("there is no archive here"));
        }
    }

    /** What is known of the archive was seen so long ago. */
    void isKnownSince(Duration ago) {
        known = new Surveyed(known.survey(), Optional.of(Instant.now().minus(ago)), Optional.empty(), Optional.empty());
    }

    /** The first look at the archive has found backups, and is not at its end. */
    void isBeingLookedAt() {
        known = Surveyed.NOTHING_YET.seeing(known.survey().orElseThrow());
    }

    /** What there is in the store, for a test to take something out of it. */
    MemoryStore store() {
        return store;
    }

    private PageConfig config(String block) throws IOException {
        Path file = directory.resolve("agent.yaml");
        Files.writeString(
                file,
                "cluster: prod\nnode: master-1\nstore: {url: \""
                        + directory.resolve("store").toUri()
                        + "\"}\nsources: [{name: zk, type: zookeeper, data-dir: " + directory + "}]\npage: " + block
                        + "\n");
        return ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "master-1", (cron, zone) -> Schedule.NEVER)
                .config()
                .daemon()
                .page()
                .orElseThrow();
    }

    StatusPage page() {
        return page.orElseThrow();
    }

    /** Asks as a script that has the token does. */
    HttpResponse<String> get(String path) throws IOException {
        return send(request(path).header("Authorization", "Bearer " + TOKEN));
    }

    /** Asks as anybody does. */
    HttpResponse<String> getAsStranger(String path) throws IOException {
        return send(request(path));
    }

    /** Sends a form. */
    HttpResponse<String> post(String path, Map<String, String> form, String... headers) throws IOException {
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page().port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        page.ifPresent(StatusPage::close);
    }

    private final class Door implements ArchiveDoor {

        @Override
        public Surveyed known() {
            return known;
        }

        @Override
        public ObjectStore open() throws IOException {
            openings.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return store.again();
        }

        @Override
        public Catalog catalog(ObjectStore store) {
            return new Catalog(store, reading, "prod", new Random(7));
        }

        @Override
        public boolean hasPrivateKey() {
            return false;
        }

        @Override
        public Path configuration() {
            return Path.of("/etc/keepsake/agent.yaml");
        }
    }
}
