package dev.keepsake.agent.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.agent.survey.Surveyor;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
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
    private final Trees trees;
    private final ReportShelf reports;
    private final Doorkeeper doorkeeper;
    private final InstantSource clock;

    Views(Agent agent, ArchiveDoor door, Trees trees, ReportShelf reports, Doorkeeper doorkeeper, InstantSource clock) {
        this.agent = agent;
        this.door = door;
        this.trees = trees;
        this.reports = reports;
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
                Route.read("/api/v1/status", request -> ok(ApiJson.status(agent.now(), door.known()))),
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
        return Answer.page(200, frame(request.visitor()).page(request, title, content));
    }

    /** What stands around each view for this visitor. */
    Frame frame(Visitor visitor) {
        return doorkeeper.admits(visitor, Route.Access.READER)
                ? Frame.of(agent.now(), doorkeeper.hasToken())
                : Frame.forStrangers(doorkeeper.hasToken());
    }

    private Survey summary() throws IOException {
        Surveyed known = door.known();
        return known.survey()
                .orElseThrow(() -> new StoreException.NotFound(
                        known.trouble().orElse("nothing is known of the archive yet; ask again")));
    }

    private Answer health() {
        boolean well = Protection.of(agent.now(), door.known()).level() != Protection.Level.UNPROTECTED;
        return Answer.text(well ? 200 : 503, well ? "protected\n" : "not protected\n");
    }

    private Answer metrics() {
        return agent.metrics()
                .map(text -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", text, Map.of()))
                .orElseGet(() -> Answer.text(404, "this agent measures nothing\n"));
    }

    private Answer status(Request request) {
        return page(request, "Status", new StatusView(agent.now(), door.known()).content(request));
    }

    private Answer progress(Request request) {
        return page(
                request,
                "Progress",
                Element.of("h1", "Progress"),
                Element.of(
                        "section",
                        Element.of("h2", "Under way"),
                        new StatusView(agent.now(), door.known()).progress()));
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
                        + "' among the newest " + Surveyor.SHOWN + "; 'keepsake list' shows all"));
    }

    private Answer backup(Request request) throws IOException {
        Manifest found = known(request);
        return page(
                request,
                "Backup " + found.id(),
                BackupView.content(found, summary(), agent.now().at(), report(found)));
    }

    /** A report that cannot be read does not keep its backup from being shown. */
    private Element[] report(Manifest backup) throws IOException {
        PastProof newest = summary().proven().newest().get(backup.id());
        if (newest == null) {
            return new Element[0];
        }
        try {
            return new Element[] {BackupView.report(reports.read(newest))};
        } catch (PendingException slow) {
            return new Element[] {
                Frame.note(
                        "weak", "Its newest report is being read (" + slow.getMessage() + "): look again in a moment.")
            };
        } catch (IOException unreadable) {
            return new Element[] {Frame.note("bad", "Its newest report cannot be read: " + unreadable.getMessage())};
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
        return Answer.page(
                200,
                frame(request.visitor()).page(request, "Sign in", SignInView.content(doorkeeper.hasToken(), false)));
    }

    private Answer signIn(Request request) {
        return doorkeeper
                .signIn(request.form().getOrDefault("token", ""))
                .map(cookie -> Answer.goTo("/").with("Set-Cookie", cookie))
                .orElseGet(() -> Answer.page(
                        403,
                        frame(request.visitor())
                                .page(request, "Sign in", SignInView.content(doorkeeper.hasToken(), true))));
    }

    private Answer run(Request request) throws IOException {
        Optional<String> refusal = agent.askRun(Asked.label(request));
        if (refusal.isPresent()) {
            return Answer.page(
                    409,
                    frame(request.visitor())
                            .page(
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
