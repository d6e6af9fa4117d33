package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.framework.WebDouble.Reply;
import dev.keepsake.framework.WebDouble.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Answers like a Marathon: takes what the published rules allow and refuses the rest, begins a deployment with each
 * change, keeps one app from two of them, and tells more about an app than it takes.
 */
final class MarathonDouble implements WebDouble.Manner, AutoCloseable {

    private static final String NOW = "2026-11-22T03:00:00.000Z";

    final TreeMap<String, ObjectNode> apps = new TreeMap<>();
    final TreeMap<String, ObjectNode> pods = new TreeMap<>();
    final TreeMap<String, ObjectNode> groups = new TreeMap<>();
    final List<String> refused = new ArrayList<>();
    /** Deployments, and how often each will still be seen. */
    final Map<String, Integer> deployments = new HashMap<>();
    /** Which deployment holds an app. */
    final Map<String, String> held = new HashMap<>();
    /** What it says of each app besides. */
    final Map<String, ObjectNode> reported = new HashMap<>();

    int patience = 1;
    int generation;
    private final WebDouble server;

    MarathonDouble() throws IOException {
        server = WebDouble.answering(this);
    }

    WebDouble server() {
        return server;
    }

    @Override
    public synchronized Reply answer(Request request) throws IOException {
        String path = request.path();
        if (path.equals("/v2/info")) {
            return Reply.json("{\"name\":\"marathon\",\"version\":\"1.5.8\",\"frameworkId\":\"fw-1\","
                    + "\"leader\":\"m1:8080\",\"elected\":true}");
        }
        if (path.equals("/v2/deployments")) {
            return Reply.json(deployments());
        }
        if (path.equals("/v2/queue") || path.equals("/v2/leader")) {
            return Reply.json(path.endsWith("queue") ? "{\"queue\":[]}" : "{\"leader\":\"m1:8080\"}");
        }
        if (path.startsWith("/v2/apps")) {
            return apps(request, path.substring("/v2/apps".length()));
        }
        if (path.startsWith("/v2/pods")) {
            return pods(request, path.substring("/v2/pods".length()));
        }
        return path.startsWith("/v2/groups")
                ? groups(request, path.substring("/v2/groups".length()))
                : Reply.html(404, "not found");
    }

    private String deployments() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (String id : Set.copyOf(deployments.keySet())) {
            ObjectNode one = list.addObject().put("id", id);
            one.putArray("affectedApps").add("/of/" + id);
            if (deployments.merge(id, -1, Integer::sum) < 0) {
                deployments.remove(id);
                held.values().removeIf(id::equals);
                list.remove(list.size() - 1);
            }
        }
        return list.toString();
    }

    private Reply apps(Request request, String id) throws IOException {
        if (request.method().equals("GET")) {
            if (id.isEmpty()) {
                ObjectNode all = Json.MAPPER.createObjectNode();
                ArrayNode list = all.putArray("apps");
                apps.values().forEach(app -> list.add(told(app)));
                return Reply.json(all.toString());
            }
            return version(id, "/versions", apps, "{\"versions\":[\"" + NOW + "\",\"2026-01-01T00:00:00.000Z\"]}");
        }
        if (request.method().equals("DELETE")) {
            return apps.remove(id) == null ? Reply.nothing() : begun(Set.of(id), 200);
        }
        JsonNode bodies = Json.read(request.body(), "the request");
        Set<String> ids = new TreeSet<>();
        for (JsonNode body : bodies) {
            ids.add(body.path("id").asText());
        }
        boolean forced = request.query().contains("force=true");
        for (String one : ids) {
            if (held.containsKey(one) && !forced) {
                return Reply.json(
                        409,
                        "{\"message\":\"App is locked by one or more deployments. Override with the"
                                + " option '?force=true'.\",\"deployments\":[{\"id\":\"" + held.get(one) + "\"}]}");
            }
        }
        List<String> broken = new ArrayList<>();
        bodies.forEach(body -> broken.addAll(MarathonRules.ofApp(body)));
        if (!broken.isEmpty()) {
            return invalid(broken);
        }
        bodies.forEach(body -> apps.put(body.path("id").asText(), body.deepCopy()));
        return begun(ids, 200);
    }

    private static Reply version(String id, String between, Map<String, ObjectNode> all, String versions) {
        int at = id.indexOf(between);
        ObjectNode one = at < 0 ? null : all.get(id.substring(0, at));
        if (one == null) {
            return Reply.nothing();
        }
        return id.endsWith(between)
                ? Reply.json(versions)
                : Reply.json(one.deepCopy()
                        .put("version", id.substring(at + between.length() + 1))
                        .toString());
    }

    private Reply pods(Request request, String id) throws IOException {
        if (request.method().equals("GET")) {
            ArrayNode all = Json.MAPPER.createArrayNode();
            pods.values().forEach(pod -> all.add(pod.deepCopy().put("version", NOW)));
            return id.isEmpty() ? Reply.json(all.toString()) : version(id, "::versions", pods, "[\"" + NOW + "\"]");
        }
        if (request.method().equals("DELETE")) {
            return pods.remove(id) == null ? Reply.nothing() : begun(Set.of(id), 202);
        }
        JsonNode body = Json.read(request.body(), "the request");
        List<String> broken = MarathonRules.ofPod(body);
        String named = body.path("id").asText();
        boolean make = request.method().equals("POST");
        if (make == pods.containsKey(named)) {
            return Reply.json(make ? 409 : 404, "{\"message\":\"pod\"}");
        }
        if (!broken.isEmpty()) {
            return invalid(broken);
        }
        pods.put(named, body.deepCopy());
        String deployment = begin(Set.of(named));
        return Reply.json(make ? 201 : 200, body.toString()).with("Marathon-Deployment-Id", deployment);
    }

    private Reply groups(Request request, String id) throws IOException {
        if (request.method().equals("GET")) {
            ObjectNode tree = tree(id.isEmpty() ? "/" : id, request.query());
            return id.isEmpty() || names().contains(id) ? Reply.json(tree.toString()) : Reply.nothing();
        }
        if (request.method().equals("DELETE")) {
            boolean there = names().contains(id);
            groups.keySet().removeIf(one -> within(one, id));
            apps.keySet().removeIf(one -> within(one, id));
            pods.keySet().removeIf(one -> within(one, id));
            return there ? begun(Set.of(id), 200) : Reply.nothing();
        }
        JsonNode body = Json.read(request.body(), "the request");
        List<String> broken = MarathonRules.ofGroup(body);
        if (!broken.isEmpty()) {
            return invalid(broken);
        }
        if (body.has("apps") || body.has("groups")) {
            // what is not listed in it goes
            apps.keySet().removeIf(one -> within(one, id));
        }
        groups.put(id, body.deepCopy());
        return begun(Set.of(id), 200);
    }

    private static boolean within(String one, String above) {
        return one.equals(above) || one.startsWith(above + "/");
    }

    private Reply invalid(List<String> broken) {
        refused.addAll(broken);
        return Reply.json(
                422,
                "{\"message\":\"Object is not valid\",\"details\":[{\"errors\":[\""
                        + broken.get(0).replace('"', '\'') + "\"]}]}");
    }

    private Reply begun(Set<String> ids, int status) {
        return Reply.json(status, "{\"version\":\"" + NOW + "\",\"deploymentId\":\"" + begin(ids) + "\"}");
    }

    private String begin(Set<String> ids) {
        generation++;
        String id = UUID.nameUUIDFromBytes(("d" + generation).getBytes(StandardCharsets.UTF_8))
                .toString();
        deployments.put(id, patience);
        ids.forEach(one -> held.put(one, id));
        return id;
    }

    private ObjectNode told(ObjectNode app) {
        ObjectNode told = app.deepCopy().put("version", NOW);
        told.putObject("versionInfo").put("lastScalingAt", NOW).put("lastConfigChangeAt", NOW);
        told.put("tasksStaged", 0).put("tasksRunning", 2).put("tasksHealthy", 2).put("tasksUnhealthy", 0);
        told.putArray("deployments");
        ObjectNode more = reported.get(app.path("id").asText());
        return more == null ? told : told.setAll(more);
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(groups.keySet());
        Set<String> all = new TreeSet<>(apps.keySet());
        all.addAll(pods.keySet());
        all.addAll(groups.keySet());
        for (String id : all) {
            for (int slash = id.lastIndexOf('/'); slash > 0; slash = id.lastIndexOf('/', slash - 1)) {
                names.add(id.substring(0, slash));
            }
        }
        return names;
    }

    private static String parent(String id) {
        int slash = id.lastIndexOf('/');
        return slash <= 0 ? "/" : id.substring(0, slash);
    }

    ObjectNode tree(String id, String query) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("id", id);
        node.setAll(groups.getOrDefault(id, Json.MAPPER.createObjectNode()));
        node.put("version", NOW.replace("000Z", String.format("%03dZ", generation % 1000)));
        if (!node.has("dependencies")) {
            node.putArray("dependencies");
        }
        ArrayNode inside = node.putArray("apps");
        ArrayNode podsInside = node.putArray("pods");
        ArrayNode below = node.putArray("groups");
        pods.forEach((name, pod) -> {
            if (parent(name).equals(id)) {
                podsInside.addObject().put("id", name).set("spec", pod);
            }
        });
        if (query.contains("group.apps")) {
            apps.forEach((name, app) -> {
                if (parent(name).equals(id)) {
                    inside.add(told(app));
                }
            });
        }
        if (query.contains("group.groups")) {
            new TreeSet<>(names())
                    .stream().filter(name -> parent(name).equals(id)).forEach(name -> below.add(tree(name, query)));
        }
        return node;
    }

    @Override
    public void close() {
        server.close();
    }
}
