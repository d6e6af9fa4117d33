package dev.keepsake.agent.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that can be asked for, and what is answered. */
final class Views {

    private final Agent agent;
    private final ArchiveDoor door;
    private final ArchiveLook archive;
    private final Trees trees;
    private final Doorkeeper doorkeeper;
    private final InstantSource clock;

    Views(Agent agent, ArchiveDoor door, ArchiveLook archive, Trees trees, Doorkeeper doorkeeper, InstantSource clock) {
        this.agent = agent;
        this.door = door;
        this.archive = archive;
        this.trees = trees;
        this.doorkeeper = doorkeeper;
        this.clock = clock;
    }

    /** The table of all of it. */
    List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.open("/page.css", request -> file("page.css", "text/css; charset=utf-8")),
                Route.open("/page.js", request -> file("page.js", "text/javascript; charset=utf-8")),
                Route.open("/icon.svg", request -> file("icon.svg", "image/svg+xml")),
                Route.open("/health/live", request -> Answer.text(200, "live\n")),
                Route.open("/health/protected", request -> health()),
                Route.open("/sign-in", this::signInForm),
                new Route("POST", "/sign-in", Route.Access.ANYBODY, this::signIn),
                Route.act("/sign-out", request -> Answer.goTo("/").with("Set-Cookie", doorkeeper.signOut(request))),
                Route.read("/", this::status),
                Route.read("/progress", this::progress),
                Route.read("/backups", this::backups),
                Route.read("/backups/{id}", this::backup),
                Route.read("/moments", this::moments),
                Route.contents("/tree", this::tree),
                Route.contents("/search", this::search),
                Route.contents("/diff", this::diff),
                Route.act("/run", this::run),
                Route.read("/metrics", request -> metrics())));
        routes.addAll(api());
        return routes;
    }

    private List<Route> api() {
        return List.of(
                Route.open("/api/v1/openapi.json", request -> file("openapi.json", Answer.JSON)),
                Route.read("/api/v1/status", request -> ok(ApiJson.status(agent.now(), archive.known()))),
                Route.read("/api/v1/progress", request -> ok(ApiJson.progress(agent.now()))),
                Route.read("/api/v1/backups", request -> ok(ApiJson.backups(summary()))),
                Route.read("/api/v1/backups/{id}", request -> {
                    Manifest found = known(request);
                    return ok(ApiJson.details(found, summary().standing(found)));
                }),
                Route.read("/api/v1/moments", request -> ok(ApiJson.moments(summary()))),
                Route.contents("/api/v1/znode", this::znode),
                Route.contents(
                        "/api/v1/search",
                        request -> ok(trees.ask(
                                Asked.at(request),
                                past -> ApiJson.search(
                                        past, Search.below(past, Asked.path(request), Asked.words(request), clock))))),
                Route.contents(
                        "/api/v1/diff",
                        request -> ok(trees.ask(
                                Asked.both(request),
                                moments -> ApiJson.diff(
                                        moments.get(0),
                                        moments.get(1),
                                        Differences.between(
                                                moments.get(0), moments.get(1), Asked.path(request), clock))))),
                Route.act("/api/v1/run", this::runByApi));
    }

    private static Answer ok(JsonNode node) {
        return Answer.json(200, node);
    }

    private Answer page(Request request, String title, Element... content) {
        return Answer.page(200, frame().page(request, title, content));
    }

    /** What stands around each view. */
    Frame frame() {
        return new Frame(agent.now(), doorkeeper.hasToken());
    }

    private ArchiveSummary summary() throws IOException {
        ArchiveLook.Known known = archive.known();
        return known.summary()
                .orElseThrow(() -> new StoreException.NotFound(
                        known.trouble().orElse("nothing is known of the archive yet; ask again")));
    }

    private Answer health() {
        boolean well = Protection.of(agent.now(), archive.known()).level() != Protection.Level.UNPROTECTED;
        return Answer.text(well ? 200 : 503, well ? "protected\n" : "not protected\n");
    }

    private Answer metrics() {
        return agent.metrics()
                .map(text -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", text, Map.of()))
                .orElseGet(() -> Answer.text(404, "this agent measures nothing\n"));
    }

    private Answer status(Request request) {
        return page(request, "Status", new StatusView(agent.now(), archive.known()).content(request));
    }

    private Answer progress(Request request) {
        return page(
                request,
                "Progress",
                Element.of("h1", "Progress"),
                Element.of(
                        "section",
                        Element.of("h2", "Under way"),
                        new StatusView(agent.now(), archive.known()).progress()));
    }

    private Answer backups(Request request) throws IOException {
        return page(
                request, "Backups", BackupsView.content(summary(), agent.now().at()));
    }

    private Answer moments(Request request) throws IOException {
        return page(
                request, "Moments", MomentsView.content(summary(), agent.now().at()));
    }

    private Manifest known(Request request) throws IOException {
        return summary()
                .backup(request.last())
                .orElseThrow(() -> new StoreException.NotFound("there is no backup '" + request.last()
                        + "' among the newest " + ArchiveLook.MOST_BACKUPS + "; 'keepsake list' shows all"));
    }

    private Answer backup(Request request) throws IOException {
        Manifest found = known(request);
        return page(
                request,
                "Backup " + found.id(),
                BackupView.content(found, summary(), report(found), agent.now().at()));
    }

    /** A report that is damaged does not keep its backup from being shown. */
    private Optional<Proof> report(Manifest backup) {
        try (ObjectStore store = door.open()) {
            Optional<PastProof> newest = door.catalog(store).proofs().newest(backup.id());
            return newest.isPresent() ? Optional.of(door.catalog(store).proofs().read(newest.get())) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Answer tree(Request request) throws IOException {
        MomentWord at = Asked.at(request);
        String path = Asked.path(request);
        return page(request, "Tree", trees.ask(at, past -> TreeView.content(past, path, request.query("after"))));
    }

    private Answer znode(Request request) throws IOException {
        String path = Asked.path(request);
        return ok(trees.ask(
                Asked.at(request),
                past -> ApiJson.znode(
                        past,
                        past.tree()
                                .znode(path)
                                .orElseThrow(() -> new StoreException.NotFound(
                                        "there was no znode " + path + " at " + past.words())),
                        request.query("after"))));
    }

    private Answer search(Request request) throws IOException {
        String path = Asked.path(request);
        String words = Asked.words(request);
        return page(
                request,
                "Search",
                trees.ask(
                        Asked.at(request),
                        past -> SearchView.content(past, path, words, Search.below(past, path, words, clock))));
    }

    private Answer diff(Request request) throws IOException {
        if (request.query("from").isEmpty()) {
            return page(
                    request,
                    "Compare",
                    Element.of("h1", "Compare"),
                    DiffView.form(MomentWord.LATEST, MomentWord.NEWEST, "", "/"),
                    Element.of(
                                    "p",
                                    "A moment is a backup's id, 'latest', 'newest', a zxid such as 0x10000002a, or a"
                                            + " time such as 2026-11-22T10:15:02Z.")
                            .with("class", "hint"));
        }
        String path = Asked.path(request);
        return page(
                request,
                "Compare",
                trees.ask(Asked.both(request), both -> DiffView.content(both.get(0), both.get(1), path, clock)));
    }

    private Answer signInForm(Request request) {
        return Answer.page(200, frame().page(request, "Sign in", SignInView.content(doorkeeper.hasToken(), false)));
    }

    private Answer signIn(Request request) {
        return doorkeeper
                .signIn(request.form().getOrDefault("token", ""))
                .map(cookie -> Answer.goTo("/").with("Set-Cookie", cookie))
                .orElseGet(() -> Answer.page(
                        403, frame().page(request, "Sign in", SignInView.content(doorkeeper.hasToken(), true))));
    }

    private Answer run(Request request) throws IOException {
        Optional<String> refusal = agent.askRun(Asked.label(request));
        if (refusal.isPresent()) {
            return Answer.page(
                    409,
                    frame().page(
                                    request,
                                    "No backup",
                                    Element.of("h1", "No backup was begun"),
                                    Frame.note("bad", refusal.get())));
        }
        return Answer.goTo("/progress");
    }

    private Answer runByApi(Request request) throws IOException {
        Optional<String> refusal = agent.askRun(Asked.label(request));
        return refusal.isPresent()
                ? Answer.json(409, ApiJson.problem(refusal.get()))
                : Answer.json(202, ApiJson.progress(agent.now()));
    }

    private static Answer file(String name, String type) {
        try (InputStream in = Views.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(200, type, text, Map.of("Cache-Control", "max-age=300"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
