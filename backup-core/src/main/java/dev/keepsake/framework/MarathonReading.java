package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.framework.Gathering.Fetched;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Marathon: {@code info}, {@code groups} with all apps, {@code apps}, {@code pods}, the versions of both,
 * {@code deployments}, {@code queue}, {@code leader}, and {@code state}, which is all of these but the versions in one.
 *
 * <p>Each is an answer of its own moment. What has to fit together, the groups, apps and pods, is asked for again while
 * the root group changes, a few times; when it never rests, the facts say so.
 */
final class MarathonReading implements Reading {

    private static final int TRIES = 3;
    private static final String ALL = "?embed=group.groups&embed=group.apps&embed=group.pods";
    // neither apps nor groups below it: small
    private static final String ROOT_ONLY = "/v2/groups?embed=group.pods";

    @Override
    public void read(Gathering gathering) throws IOException {
        Map<String, Fetched> parts = new LinkedHashMap<>();
        WebClient client = gathering.client();
        parts.put("info", gathering.required(client, "/v2/info"));
        specifications(gathering, parts);
        for (String name : List.of("deployments", "queue", "leader")) {
            optional(gathering, parts, name);
        }
        facts(gathering, known(parts, "info").json());
        List<PathId> apps = ids(known(parts, "apps").ids("apps"));
        gathering.fact("apps", Integer.toString(apps.size()));
        List<PathId> pods = parts.containsKey("pods") ? ids(known(parts, "pods").ids("")) : List.of();
        gathering.fact("pods", Integer.toString(pods.size()));
        gathering.send("state", state(gathering, parts), new TreeMap<>());
        for (Map.Entry<String, Fetched> part : parts.entrySet()) {
            gathering.send(part.getKey(), part.getValue());
        }
        new VersionHistory(gathering, VersionHistory.APPS).send("app-versions", apps);
        if (parts.containsKey("pods")) {
            new VersionHistory(gathering, VersionHistory.PODS).send("pod-versions", pods);
        }
    }

    private static Fetched known(Map<String, Fetched> parts, String name) {
        return Objects.requireNonNull(parts.get(name));
    }

    private static void specifications(Gathering gathering, Map<String, Fetched> parts) throws IOException {
        WebClient client = gathering.client();
        String after = version(client);
        for (int tried = 1; ; tried++) {
            String before = after;
            parts.put("groups", gathering.required(client, "/v2/groups" + ALL));
            parts.put("apps", gathering.required(client, "/v2/apps"));
            optional(gathering, parts, "pods");
            after = version(client);
            if (after.equals(before) || tried == TRIES) {
                gathering.fact("group-version", after);
                gathering.fact("changed-while-read", Boolean.toString(!after.equals(before)));
                return;
            }
        }
    }

    private static String version(WebClient client) throws IOException {
        return Answers.requiredJson(client, ROOT_ONLY).path("version").asText();
    }

    private static void optional(Gathering gathering, Map<String, Fetched> parts, String name) throws IOException {
        Optional<Fetched> fetched = gathering.optional(gathering.client(), "/v2/" + name);
        fetched.ifPresentOrElse(there -> parts.put(name, there), () -> gathering.absent(name));
    }

    private static void facts(Gathering gathering, JsonNode info) {
        gathering.fact("version", info.path("version").asText());
        gathering.fact(FrameworkCheck.ID, info.path("frameworkId").asText());
        zooKeeperPath(info).ifPresent(path -> gathering.fact("zookeeper-path", path));
        gathering.fact("leader", info.path("leader").asText());
    }

    /** Where in ZooKeeper its state is: what follows the hosts; the part before them may hold a password. */
    private static Optional<String> zooKeeperPath(JsonNode info) {
        String url = info.path("zookeeper_config").path("zk").asText();
        int hosts = url.startsWith("zk://") ? url.lastIndexOf('@') + 1 : url.length();
        int path = url.indexOf('/', Math.max(hosts, "zk://".length()));
        return path < 0 || url.indexOf(' ') >= 0
                ? Optional.empty()
                : Optional.of(url.substring(path).replaceFirst("/+$", ""));
    }

    private static List<PathId> ids(List<String> names) throws CorruptException {
        List<PathId> ids = new ArrayList<>();
        for (String name : names) {
            ids.add(PathId.of(name));
        }
        return ids;
    }

    /** All of them in one object, copied as they are. */
    private static Path state(Gathering gathering, Map<String, Fetched> parts) throws IOException {
        Path file = gathering.file();
        try (OutputStream out = Files.newOutputStream(file)) {
            String before = "{\"";
            for (Map.Entry<String, Fetched> part : parts.entrySet()) {
                out.write((before + part.getKey() + "\":").getBytes(StandardCharsets.US_ASCII));
                Files.copy(part.getValue().file(), out);
                before = ",\"";
            }
            out.write('}');
        }
        Json.requireWhole(file, "the state made of Marathon's answers");
        return file;
    }

    @Override
    public String look(WebClient client) throws IOException {
        JsonNode info = Answers.requiredJson(client, "/v2/info");
        return "Marathon " + info.path("version").asText() + ", framework "
                + info.path("frameworkId").asText("(none)") + ", led by "
                + info.path("leader").asText("(nobody)");
    }
}
