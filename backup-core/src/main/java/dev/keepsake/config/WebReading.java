package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import dev.keepsake.config.WebConfig.WebLogin;
import dev.keepsake.config.WebSourceConfig.EndpointConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which systems are asked over HTTP, and how. */
final class WebReading {

    /** Anything at named paths. */
    static final String HTTP = "http";

    /** The kinds of systems whose paths are known, and {@link #HTTP}. */
    static final List<String> TYPES = List.of(HTTP, "marathon", "mesos-master", "chronos", "metronome");

    private static final String MASTERS = "mesos-master";
    private static final Found CONNECT_TIMEOUT = new Found("5s", Origin.DEFAULT);
    private static final Found TIMEOUT = new Found("2m", Origin.DEFAULT);
    private static final Found MAX_ANSWER = new Found("512m", Origin.DEFAULT);
    private static final Found CAPTURE_LIMIT = new Found("20m", Origin.DEFAULT);
    private static final Found BEARER = new Found("Bearer ", Origin.DEFAULT);
    // the client's own, and those that would say who we are twice
    private static final Set<String> OWN_HEADERS = Set.of(
            "accept",
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    private WebReading() {}

    /** The keys that a source of one of these types has. */
    static List<String> keys(String type) {
        List<String> keys = new ArrayList<>(Block.WEB);
        if (type.equals(HTTP)) {
            keys.add(Block.ENDPOINTS);
        }
        if (type.equals(MASTERS)) {
            keys.addAll(Block.REGISTERED);
        }
        return keys;
    }

    static Optional<SourceConfig> read(Section entry, Optional<String> name, String type) {
        Optional<ClientConfig> registered = type.equals(MASTERS) ? registered(entry, name) : Optional.empty();
        List<URI> urls = urls(entry, type.equals(MASTERS) && entry.says("servers"));
        Optional<WebLogin> login = login(entry);
        Optional<TlsConfig> tls = TlsReading.read(entry);
        Optional<Duration> connect = entry.optional("connect-timeout", Formats::duration, CONNECT_TIMEOUT);
        Optional<Duration> timeout = entry.optional("timeout", Formats::duration, TIMEOUT);
        Optional<Long> most = entry.optional("max-answer", WebFormats::size, MAX_ANSWER);
        Optional<Duration> limit = entry.optional("capture-limit", Formats::duration, CAPTURE_LIMIT);
        List<EndpointConfig> endpoints = type.equals(HTTP) ? endpoints(entry) : List.of();
        boolean limited = connect.isPresent() && timeout.isPresent() && most.isPresent() && limit.isPresent();
        if (urls.isEmpty() == registered.isEmpty() || !limited) {
            return Optional.empty();
        }
        WebConfig web = new WebConfig(
                urls,
                login,
                tls,
                connect.orElseThrow(),
                timeout.orElseThrow(),
                most.orElseThrow(),
                limit.orElseThrow());
        return name.map(called -> new WebSourceConfig(called, type, web, endpoints, registered));
    }

    private static List<URI> urls(Section entry, boolean found) {
        List<URI> urls = entry.list("urls", WebFormats::url);
        boolean none = !entry.says("urls") || entry.isEmptyList("urls");
        if (none && !found) {
            entry.report(
                    "urls",
                    "missing required key 'urls' in " + entry.label("urls").replace(".urls", "")
                            + ": where the system answers, such as [\"http://10.0.0.1:8080\"]; all its members where"
                            + " it has several");
        } else if (!none && found) {
            entry.report(
                    "urls",
                    entry.label("urls") + ": 'servers' says to find the masters through ZooKeeper, and only one of both"
                            + " can be meant");
        }
        return urls;
    }

    /** Masters stand in ZooKeeper, each with its address. */
    private static Optional<ClientConfig> registered(Section entry, Optional<String> name) {
        if (!entry.says("servers")) {
            if (entry.says("chroot")) {
                entry.report("chroot", entry.label("chroot") + ": nothing to use it for: 'servers' is missing");
            }
            return Optional.empty();
        }
        List<String> servers = ClientReading.servers(entry);
        Optional<String> path = entry.optional("chroot", ClientReading::path, new Found("/mesos", Origin.DEFAULT));
        return servers.isEmpty()
                ? Optional.empty()
                : name.flatMap(called -> path.map(where -> new ClientConfig(
                        called, servers, where, Optional.empty(), Optional.empty(), Optional.empty(), true)));
    }

    private static Optional<WebLogin> login(Section entry) {
        Optional<String> user = entry.optional("user", WebFormats::user);
        Optional<Secret> password = SecretReading.read(entry, "password");
        Optional<Secret> token = SecretReading.read(entry, "token");
        Optional<String> prefix = entry.optional("token-prefix", WebFormats::prefix, BEARER);
        boolean saysPassword = entry.says("password-file") || entry.says("password-variable");
        boolean saysToken = entry.says("token-file") || entry.says("token-variable");
        if (entry.says("user") != saysPassword) {
            entry.report(
                    entry.says("user") ? "user" : "password-file",
                    entry.label("user") + ": 'user' and its 'password-file' or 'password-variable' go together, and"
                            + " only one of them is there");
        }
        if (entry.says("user") && saysToken) {
            entry.report("user", entry.label("user") + ": there is a token as well, and only one of them can be shown");
        }
        return password.flatMap(secret -> user.map(known -> new WebLogin(Optional.of(known), "", secret)))
                .or(() ->
                        token.flatMap(secret -> prefix.map(before -> new WebLogin(Optional.empty(), before, secret))));
    }

    private static List<EndpointConfig> endpoints(Section entry) {
        List<EndpointConfig> endpoints = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        List<Section> sections = entry.sections(Block.ENDPOINTS, Block.ENDPOINT);
        for (Section section : sections) {
            Optional<String> name = section.required("name", Formats::name);
            if (name.isPresent() && !taken.add(name.get())) {
                section.report(
                        "name", section.label("name") + ": '" + name.get() + "' is the name of another endpoint");
            }
            Optional<String> path = section.required("path", WebFormats::path);
            Optional<String> type = section.optional("content-type", WebFormats::contentType);
            Map<String, Path> headers = section.texts("headers", Formats::absolutePath);
            headers.keySet().forEach(header -> requireAllowed(section, header));
            name.ifPresent(
                    called -> path.ifPresent(where -> endpoints.add(new EndpointConfig(called, where, headers, type))));
        }
        if (sections.isEmpty() && (!entry.says(Block.ENDPOINTS) || entry.isEmptyList(Block.ENDPOINTS))) {
            entry.report(
                    Block.ENDPOINTS,
                    entry.label(Block.ENDPOINTS)
                            + ": a source of type http says what to ask for, such as [{name: state,"
                            + " path: /v1/state}]");
        }
        return endpoints;
    }

    private static void requireAllowed(Section section, String header) {
        if (!WebFormats.isHeader(header) || OWN_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
            section.report(
                    "headers",
                    section.label("headers") + "." + Shown.quoted(header)
                            + ": not a header to set here; who we are is said by 'user' or 'token-file'");
        }
    }
}
