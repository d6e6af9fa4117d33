package dev.keepsake.agent.page;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.PageConfig;
import dev.keepsake.config.PageKeys;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that is being served. Few threads, few connections, small requests, and nobody who is slow keeps a thread for
 * long: whatever is done to it, the agent beside it goes on.
 */
public final class StatusPage implements Closeable {

    static final int MOST_CONNECTIONS = 64;
    static final int MOST_REQUEST = 8 << 10;
    static final Duration IDLE = Duration.ofSeconds(15);
    static final Duration LONGEST_FORM = Duration.ofSeconds(5);
    static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(StatusPage.class);
    private static final String ANSWERED = "answered";
    static final int THREADS = 12;
    private static final Duration STOP = Duration.ofSeconds(1);
    private static final int WAITING = 64;

    private final PageConfig config;
    private final Optional<SslContextFactory.Server> tls;
    private final Javalin server;
    private final Trees trees;
    private final ReportShelf reports;
    private final Forms forms;
    private final Doorkeeper doorkeeper;
    private final Views views;
    private final Failures failures;

    private StatusPage(
            PageConfig config, PageKeys keys, Agent agent, ArchiveDoor door, Trees.Bounds bounds, InstantSource clock) {
        this.config = config;
        this.trees = new Trees(door, bounds, clock);
        this.reports = new ReportShelf(door, bounds.patience());
        this.forms = new Forms(MOST_REQUEST, LONGEST_FORM, clock);
        this.doorkeeper = new Doorkeeper(config, keys, clock);
        this.views = new Views(agent, door, trees, reports, doorkeeper, clock);
        this.failures = new Failures(door);
        this.tls = keys.tls().map(StatusPage::tls);
        this.server = Javalin.create(settings -> set(settings, config));
    }

    /** Serves a page until it is closed; refuses an address that cannot be listened on. */
    public static StatusPage open(PageConfig config, PageKeys keys, Agent agent, ArchiveDoor door)
            throws RefusedException {
        return open(config, keys, agent, door, Trees.Bounds.STANDARD);
    }

    static StatusPage open(PageConfig config, PageKeys keys, Agent agent, ArchiveDoor door, Trees.Bounds bounds)
            throws RefusedException {
        StatusPage page = new StatusPage(config, keys, agent, door, bounds, InstantSource.system());
        try {
            page.server.start();
            return page;
        } catch (RuntimeException e) {
            page.close();
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new RefusedException("the status page cannot listen on " + config.host() + ":" + config.port() + " ("
                    + why.getMessage() + "); if another program does, set 'page.listen' to another port");
        }
    }

    /** Shows this certificate to whoever comes from now on; refuses one that cannot be used, and goes on with the other. */
    public void renew(SSLContext renewed) throws RefusedException {
        if (tls.isPresent()) {
            try {
                tls.get().reload(context -> context.setSslContext(renewed));
            } catch (Exception e) {
                throw new RefusedException("the page cannot show another certificate: " + e.getMessage());
            }
        }
    }

    /** Forgets what was seen of the archive: another one is looked at from now on. */
    public void forget() {
        trees.forget();
        reports.forget();
    }

    /** Where it listens, whichever port was free. */
    int port() {
        return server.port();
    }

    /** What to type into a browser on this machine. */
    public String address() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return (config.certificate().isPresent() ? "https://" : "http://") + host + ":" + port() + "/";
    }

    /** Everything that can be asked for. */
    List<Route> routes() {
        return views.routes();
    }

    private void set(JavalinConfig settings, PageConfig config) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.maxRequestSize = MOST_REQUEST;
        settings.http.prefer405over404 = true;
        // what waits for a thread is bounded by the connections
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2, 60_000);
        threads.setName("keepsake-page");
        threads.setStopTimeout(STOP.toMillis());
        threads.setDaemon(true);
        settings.jetty.threadPool = threads;
        settings.jetty.addConnector((jetty, http) -> connector(jetty, config));
        for (Route route : views.routes()) {
            settings.routes.addHttpHandler(
                    HandlerType.findOrCreate(route.method()), route.path(), context -> answer(route, context));
        }
        settings.routes.before(StatusPage::dress);
        settings.routes.exception(Exception.class, this::mistake);
        settings.routes.error(404, context -> none(context, "there is nothing at this path"));
        settings.routes.error(405, context -> none(context, "this path cannot be asked in this way"));
    }

    private ServerConnector connector(Server jetty, PageConfig config) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MOST_REQUEST);
        HttpConnectionFactory clear = new HttpConnectionFactory(http);
        ServerConnector connector = tls.isPresent()
                ? new ServerConnector(jetty, 1, 1, new SslConnectionFactory(tls.get(), "http/1.1"), clear)
                : new ServerConnector(jetty, 1, 1, clear);
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setAcceptQueueSize(WAITING);
        connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        connector.addBean(new Latecomers(connector.getScheduler(), LONGEST_ANSWER));
        return connector;
    }

    private static SslContextFactory.Server tls(SSLContext certified) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(certified);
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return context;
    }

    /** What every answer says to browsers: to take nothing from elsewhere, and to be shown nowhere else. */
    private static void dress(Context context) {
        context.header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
                                + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }

    private void answer(Route route, Context context) {
        Request stranger = request(context);
        Optional<String> strange = doorkeeper.strangeHost(stranger);
        if (strange.isPresent()) {
            send(context, Answer.text(421, strange.get() + "\n"));
            return;
        }
        Request request = stranger.by(doorkeeper.visitor(stranger));
        try {
            send(context, guarded(route, request, context));
        } catch (IOException e) {
            Answer answer = request.isApi()
                    ? failures.json(request, e)
                    : failures.page(request, views.frame(request.visitor()), e);
            // what is left of a form nobody reads
            send(context, e instanceof UnreadFormException ? answer.with("Connection", "close") : answer);
        }
    }

    /** Whatever its headers tell against a request is said before anything else of it is read. */
    private Answer guarded(Route route, Request request, Context context) throws IOException {
        if (!doorkeeper.admits(request.visitor(), route.access())) {
            return turnedAway(request);
        }
        if (!route.method().equals("POST")) {
            return route.action().answer(request);
        }
        if (!doorkeeper.isFromHere(request)) {
            return notOurs(request);
        }
        Request sent = request.with(forms.read(request, context.bodyInputStream()));
        return doorkeeper.isOurs(sent) ? route.action().answer(sent) : notOurs(request);
    }

    private static Answer notOurs(Request request) {
        String words = "this form was not sent from this page: open it again, and try once more";
        return request.isApi() ? Answer.json(403, ApiJson.problem(words)) : Answer.text(403, words + "\n");
    }

    private Answer turnedAway(Request request) {
        boolean hasToken = doorkeeper.hasToken();
        if (request.isApi() || request.path().equals("/metrics")) {
            String words = hasToken
                    ? "show the token: Authorization: Bearer TOKEN"
                    : "this needs a token, and the agent has none: set 'page.token-file' in its configuration";
            Answer answer = Answer.json(hasToken ? 401 : 403, ApiJson.problem(words));
            return hasToken ? answer.with("WWW-Authenticate", "Bearer") : answer;
        }
        return hasToken
                ? Answer.goTo("/sign-in")
                : Answer.page(
                        403,
                        views.frame(request.visitor()).page(request, "Read only", SignInView.content(false, false)));
    }

    private static Request request(Context context) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(context.req().getHeaderNames())) {
            headers.putIfAbsent(name.toLowerCase(Locale.ROOT), context.req().getHeader(name));
        }
        return new Request(
                context.method().name(),
                context.path(),
                firsts(context.queryParamMap()),
                Map.of(),
                headers,
                Visitor.STRANGER);
    }

    private static Map<String, String> firsts(Map<String, List<String>> all) {
        Map<String, String> first = new HashMap<>();
        all.forEach((name, values) -> values.stream().limit(1).forEach(value -> first.put(name, value)));
        return first;
    }

    private static void send(Context context, Answer answer) {
        context.attribute(ANSWERED, true);
        answer.headers().forEach(context::header);
        context.status(answer.status()).contentType(answer.type()).result(answer.body());
    }

    private void none(Context context, String words) {
        // what one of our own actions answered stays
        if (context.attribute(ANSWERED) == null) {
            int status = context.statusCode();
            Optional<String> strange = doorkeeper.strangeHost(request(context));
            send(context, Answer.text(strange.isPresent() ? 421 : status, strange.orElse(words) + "\n"));
        }
    }

    private void mistake(Exception failure, Context context) {
        if (failure instanceof HttpResponseException known) {
            send(context, Answer.text(known.getStatus(), known.getMessage() + "\n"));
            return;
        }
        LOG.atError().setCause(failure).addKeyValue("phase", "page").log("the status page failed");
        send(context, Answer.text(500, "unexpected failure; the agent's log says more\n"));
    }

    @Override
    public void close() {
        server.stop();
        trees.close();
        reports.close();
    }
}
