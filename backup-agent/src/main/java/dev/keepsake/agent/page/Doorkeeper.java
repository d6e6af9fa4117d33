package dev.keepsake.agent.page;

import dev.keepsake.config.PageConfig;
import dev.keepsake.config.PageKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows who may do what. A script shows the token with each request; a browser once, and has a session from then on, which
 * is in memory alone and ends with the agent. Guessing is not slowed down: a token is too long for that.
 */
final class Doorkeeper {

    /** A session ends after this time, whatever was done with it. */
    static final Duration SESSION = Duration.ofHours(12);

    static final int MOST_SESSIONS = 32;

    /** The field of a form that says whose it is. */
    static final String FORM_KEY = "key";

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(:[0-9]{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9A-Fa-f:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final String BEARER = "Bearer ";

    private final PageConfig config;
    private final PageKeys keys;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(Instant until, String formKey) {}

    Doorkeeper(PageConfig config, PageKeys keys, InstantSource clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /** Whether anybody can sign in. */
    boolean hasToken() {
        return keys.hasToken();
    }

    /**
     * Why nothing is answered to a request that came under this name. Another site's name can be made to lead to this
     * address, and its scripts could then read everything; addresses cannot be made to lead elsewhere.
     */
    Optional<String> strangeHost(Request request) {
        Matcher form = HOST.matcher(request.header("host").orElse(""));
        if (!form.matches()) {
            return Optional.of("a request without a host");
        }
        String host = form.group(1).toLowerCase(Locale.ROOT);
        boolean known = ADDRESS.matcher(host).matches()
                || host.equals("localhost")
                || host.equalsIgnoreCase(config.host())
                || config.names().stream().anyMatch(host::equalsIgnoreCase);
        return known
                ? Optional.empty()
                : Optional.of("this page is not called '" + host
                        + "': use its address, or add the name to 'page.names' in the agent's configuration");
    }

    /** Who asks; a token that is none makes a stranger. */
    Visitor visitor(Request request) {
        Optional<String> shown = request.header("authorization")
                .filter(value -> value.startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
        if (shown.isPresent()) {
            return keys.isToken(shown.get()) ? new Visitor(true, Optional.empty()) : Visitor.STRANGER;
        }
        return cookie(request)
                .flatMap(this::session)
                .map(session -> new Visitor(true, Optional.of(session.formKey())))
                .orElse(Visitor.STRANGER);
    }

    /** Whether this visitor may have what is behind this door. */
    boolean admits(Visitor visitor, Route.Access access) {
        return switch (access) {
            case ANYBODY -> true;
            case READER -> visitor.signedIn() || !keys.hasToken();
            case TOKEN -> visitor.signedIn();
        };
    }

    /** Whether a request that changes something was not made by another site in a visitor's browser, as its headers say. */
    boolean isFromHere(Request request) {
        if (request.header("sec-fetch-site")
                .filter(site -> !Set.of("same-origin", "none").contains(site))
                .isPresent()) {
            return false;
        }
        Optional<String> origin = request.header("origin");
        String scheme = config.certificate().isPresent() ? "https://" : "http://";
        String own = scheme + request.header("host").orElse("");
        return origin.isEmpty() || own.equalsIgnoreCase(origin.get());
    }

    /** Whether its form is one that this visitor was given here. */
    boolean isOurs(Request request) {
        Optional<String> formKey = request.visitor().formKey();
        return formKey.isEmpty() || formKey.get().equals(request.form().get(FORM_KEY));
    }

    /** Begins a session for whoever knows the token; the cookie for it, or nothing. */
    synchronized Optional<String> signIn(String token) {
        if (!keys.isToken(token)) {
            return Optional.empty();
        }
        String id = fresh();
        List<String> oldest = new ArrayList<>(sessions.keySet());
        oldest.subList(0, Math.max(0, oldest.size() - MOST_SESSIONS + 1)).forEach(sessions::remove);
        sessions.put(id, new Session(clock.instant().plus(SESSION), fresh()));
        return Optional.of(cookie(id, SESSION.toSeconds()));
    }

    /** Ends the session of a request; the cookie that takes the place of its own. */
    synchronized String signOut(Request request) {
        cookie(request).ifPresent(sessions::remove);
        return cookie("", 0);
    }

    private synchronized Optional<Session> session(String id) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> !now.isBefore(session.until()));
        return Optional.ofNullable(sessions.get(id));
    }

    private String cookie(String id, long seconds) {
        boolean tls = config.certificate().isPresent();
        return cookieName() + "=" + id + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                + (tls ? "; Secure" : "");
    }

    /** Cookies know no ports, so that two agents on one machine would sign each other out. */
    private String cookieName() {
        return (config.certificate().isPresent() ? "__Host-" : "") + "keepsake-" + config.port();
    }

    private Optional<String> cookie(Request request) {
        Map<String, String> cookies = new HashMap<>();
        for (String one : request.header("cookie").orElse("").split(";", -1)) {
            int equals = one.indexOf('=');
            if (equals > 0) {
                cookies.putIfAbsent(
                        one.substring(0, equals).strip(),
                        one.substring(equals + 1).strip());
            }
        }
        return Optional.ofNullable(cookies.get(cookieName()));
    }

    private String fresh() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
