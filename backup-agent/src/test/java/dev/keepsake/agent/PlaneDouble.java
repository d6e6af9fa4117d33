package dev.keepsake.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Three masters of Mesos and a Marathon, as far as they are asked before an upgrade and by a backup; all is well at first. */
final class PlaneDouble implements AutoCloseable {

    private static final String VERSION = "2026-11-22T10:15:02.000Z";

    private final HttpServer server;
    private final Map<String, String> said = new HashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private PlaneDouble(HttpServer server) {
        this.server = server;
    }

    static PlaneDouble start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        PlaneDouble plane = new PlaneDouble(server);
        for (int master = 1; master <= 3; master++) {
            plane.master(master, master == 1, 1, 3, 90_000);
            plane.says("/m" + master + "/master/flags", "{\"flags\":{\"quorum\":\"2\"}}");
        }
        plane.says("/m1/registrar(1)/registry", "{\"slaves\":{\"slaves\":[]},\"padding\":\"" + "x".repeat(64) + "\"}");
        plane.says("/m1/master/state", "{\"frameworks\":[{\"id\":\"f-1\"}]}");
        plane.says("/m1/master/slaves", "{\"slaves\":[]}");
        plane.says("/m1/version", "{\"version\":\"1.11.0\"}");
        plane.marathon();
        server.createContext("/", plane::answer);
        server.start();
        return plane;
    }

    private void marathon() {
        says("/v2/info", "{\"version\":\"1.11.24\",\"frameworkId\":\"f-1\",\"leader\":\"a:8080\"}");
        says("/v2/leader", "{\"leader\":\"a:8080\"}");
        says("/v2/groups", "{\"id\":\"/\",\"version\":\"" + VERSION + "\",\"apps\":[],\"groups\":[],\"pods\":[]}");
        says("/v2/pods", "[]");
        says("/v2/queue", "{\"queue\":[]}");
        says("/v2/deployments", "[]");
        apps("/web", 2, 2, 0);
        says("/v2/apps/web/versions", "{\"versions\":[\"" + VERSION + "\"]}");
        says("/v2/apps/web/versions/" + VERSION, "{\"id\":\"/web\"}");
    }

    /** One master, and what it measures of itself. */
    void master(int number, boolean leads, int recovered, int replicas, int uptime) {
        says(
                "/m" + number + "/metrics/snapshot",
                "{\"master/elected\":" + (leads ? 1 : 0) + ".0,\"master/uptime_secs\":" + uptime
                        + ".0,\"registrar/log/recovered\":" + recovered + ".0,\"registrar/log/ensemble_size\":"
                        + replicas + ".0}");
    }

    /** The one app, and how it is. */
    void apps(String id, int instances, int running, int unhealthy) {
        says(
                "/v2/apps",
                "{\"apps\":[{\"id\":\"" + id + "\",\"instances\":" + instances + ",\"tasksRunning\":" + running
                        + ",\"tasksUnhealthy\":" + unhealthy + "}]}");
    }

    synchronized void says(String path, String json) {
        said.put(path, json);
    }

    synchronized void forgets(String path) {
        said.remove(path);
    }

    /** The methods of all requests. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The sources of all of it, for a configuration. */
    String sources() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return "  - {name: masters, type: mesos-master, urls: [\"" + url + "/m1\", \"" + url + "/m2\", \"" + url
                + "/m3\"]}\n  - {name: marathon, type: marathon, urls: [\"" + url + "\"]}\n";
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod());
            String body = said.get(exchange.getRequestURI().getPath());
            byte[] bytes = (body == null ? "{\"message\":\"not here\"}" : body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
