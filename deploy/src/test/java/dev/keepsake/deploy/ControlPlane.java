package dev.keepsake.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A leading Mesos master and a Marathon, as far as a backup asks them and a restore tells them. */
final class ControlPlane implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "2026-11-22T10:15:02.000Z";

    private final String framework;
    private final HttpServer server;
    private final Map<String, JsonNode> apps = new TreeMap<>();
    private final Map<String, Double> weights = new TreeMap<>();

    private boolean serving = true;

    private ControlPlane(String framework, HttpServer server) {
        this.framework = framework;
        this.server = server;
    }

    /** Starts both on one port of this machine; blank. */
    static ControlPlane start(String framework) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        ControlPlane plane = new ControlPlane(framework, server);
        server.createContext("/", plane::answer);
        server.start();
        return plane;
    }

    /** Whether it answers, or says that it is not there. */
    synchronized void serve(boolean serves) {
        serving = serves;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized void weigh(String role, double weight) {
        weights.put(role, weight);
    }

    synchronized void run(String id, int instances) {
        apps.put(id, JSON.createObjectNode().put("id", id).put("cmd", "sleep 1").put("instances", instances));
    }

    /** Forgets everything, as processes do that start on blank disks. */
    synchronized void lose() {
        apps.clear();
        weights.clear();
    }

    /** Everything that it was told. */
    synchronized String state() {
        return apps + " " + weights;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!serving) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            JsonNode said = exchange.getRequestMethod().equals("GET")
                    ? told(path)
                    : taken(path, JSON.readTree(exchange.getRequestBody()));
            byte[] body = said == null ? new byte[0] : said.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(said == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private @Nullable JsonNode told(String path) throws IOException {
        if (path.startsWith("/v2/apps/")) {
            return version(path.substring("/v2/apps".length()));
        }
        return switch (path) {
            case "/metrics/snapshot" ->
                JSON.createObjectNode().put("master/elected", 1.0).put("master/uptime_secs", 60.0);
            case "/registrar(1)/registry" -> registry();
            case "/master/state" ->
                JSON.createObjectNode()
                        .set("frameworks", array(JSON.createObjectNode().put("id", framework)));
            case "/master/slaves" -> JSON.createObjectNode().set("slaves", JSON.createArrayNode());
            case "/version" -> JSON.createObjectNode().put("version", "1.11.0");
            case "/master/weights" -> weights();
            case "/master/quota", "/master/maintenance/schedule" -> JSON.createObjectNode();
            case "/v2/info" -> info();
            case "/v2/groups" -> group();
            case "/v2/apps" ->
                JSON.createObjectNode().set("apps", array(apps.values().toArray(JsonNode[]::new)));
            case "/v2/pods", "/v2/deployments" -> JSON.createArrayNode();
            case "/v2/queue" -> JSON.createObjectNode().set("queue", JSON.createArrayNode());
            case "/v2/leader" -> JSON.createObjectNode().put("leader", "127.0.0.1:8080");
            default -> null;
        };
    }

    private @Nullable JsonNode version(String path) {
        int end = path.indexOf("/versions");
        JsonNode app = apps.get(end < 0 ? path : path.substring(0, end));
        boolean all = path.endsWith("/versions");
        return app == null || !all
                ? app
                : JSON.createObjectNode().set("versions", JSON.createArrayNode().add(VERSION));
    }

    private JsonNode registry() {
        ObjectNode registry = JSON.createObjectNode();
        ArrayNode agents = registry.putObject("slaves").putArray("slaves");
        for (String id : List.of("S-a", "S-b")) {
            agents.addObject().putObject("info").putObject("id").put("value", id);
        }
        ArrayNode all = registry.putArray("weights");
        weights.forEach((role, weight) ->
                all.addObject().putObject("info").put("role", role).put("weight", weight));
        return registry;
    }

    private JsonNode weights() {
        ArrayNode all = JSON.createArrayNode();
        weights.forEach((role, weight) -> all.addObject().put("role", role).put("weight", weight));
        return all;
    }

    private JsonNode info() {
        ObjectNode info = JSON.createObjectNode()
                .put("version", "1.5.8")
                .put("frameworkId", framework)
                .put("leader", "127.0.0.1:8080");
        info.putObject("zookeeper_config").put("zk", "zk://user:secret@127.0.0.1:2181/marathon");
        return info;
    }

    private JsonNode group() {
        ObjectNode root = JSON.createObjectNode().put("id", "/").put("version", VERSION);
        root.putArray("groups");
        root.putArray("pods");
        return root.set("apps", array(apps.values().toArray(JsonNode[]::new)));
    }

    private static ArrayNode array(JsonNode... all) {
        ArrayNode array = JSON.createArrayNode();
        for (JsonNode one : all) {
            array.add(one);
        }
        return array;
    }

    private @Nullable JsonNode taken(String path, JsonNode body) {
        if (path.equals("/v2/apps")) {
            body.forEach(app -> apps.put(app.required("id").asText(), app));
            return JSON.createObjectNode().put("version", VERSION).put("deploymentId", "d1");
        }
        for (JsonNode weight : body.path("update_weights").path("weight_infos")) {
            weights.put(
                    weight.required("role").asText(), weight.required("weight").asDouble());
        }
        return path.equals("/api/v1") ? JSON.createObjectNode() : null;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
