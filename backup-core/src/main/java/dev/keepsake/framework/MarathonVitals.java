package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads how what a Marathon runs is, from what it counts itself. */
final class MarathonVitals {

    private static final String STABLE = "STABLE";

    private final WebClient client;
    private final List<String> unwell = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();

    MarathonVitals(WebClient client) {
        this.client = client;
    }

    MarathonSeen.State read() throws IOException {
        String version =
                Answers.requiredJson(client, "/v2/info").path("version").asText();
        List<String> deployments = deployments();
        JsonNode apps = list(Answers.requiredJson(client, "/v2/apps").path("apps"), "/v2/apps");
        apps.forEach(this::app);
        // Marathon before 1.4 knows no pods
        Optional<JsonNode> pods = Answers.json(client, "/v2/pods/::status");
        pods.ifPresent(all -> all.forEach(this::pod));
        return new MarathonSeen.State(
                version, deployments, apps.size(), pods.map(JsonNode::size).orElse(0), unwell, untold);
    }

    /** Something else than a list, such as what a proxy says, is not an empty one. */
    private static JsonNode list(JsonNode answer, String path) throws CorruptException {
        if (!answer.isArray()) {
            throw new CorruptException("the answer to " + path + " has no list: this is not a Marathon's");
        }
        return answer;
    }

    private List<String> deployments() throws IOException {
        List<String> all = new ArrayList<>();
        for (JsonNode deployment : list(Answers.requiredJson(client, "/v2/deployments"), "/v2/deployments")) {
            TreeSet<String> about = new TreeSet<>();
            deployment.path("affectedApps").forEach(app -> about.add(app.asText()));
            deployment.path("affectedPods").forEach(pod -> about.add(pod.asText()));
            all.add(deployment.path("id").asText() + " of " + String.join(", ", about));
        }
        return all;
    }

    private void app(JsonNode app) {
        String id = app.path("id").asText();
        JsonNode running = app.path("tasksRunning");
        JsonNode unhealthy = app.path("tasksUnhealthy");
        int wanted = app.path("instances").asInt();
        if (!running.isNumber() || !unhealthy.isNumber()) {
            untold.add(id);
        } else if (unhealthy.asInt() > 0) {
            unwell.add(id + ": " + unhealthy.asInt() + " of " + running.asInt() + " tasks unhealthy");
        } else if (running.asInt() < wanted) {
            unwell.add(id + ": " + running.asInt() + " of " + wanted + " instances run");
        } else if (!app.path("healthChecks").isEmpty()) {
            checked(id, app.path("tasksHealthy"), wanted);
        }
    }

    /** After a change of leader, and in its grace period, a task with checks is neither healthy nor unhealthy. */
    private void checked(String id, JsonNode healthy, int wanted) {
        if (!healthy.isNumber()) {
            untold.add(id);
        } else if (healthy.asInt() < wanted) {
            unwell.add(id + ": " + healthy.asInt() + " of " + wanted + " instances are known to be healthy");
        }
    }

    private void pod(JsonNode pod) {
        String status = pod.path("status").asText();
        if (!status.equals(STABLE)) {
            unwell.add(pod.path("id").asText() + ": pod is " + status);
        }
    }
}
