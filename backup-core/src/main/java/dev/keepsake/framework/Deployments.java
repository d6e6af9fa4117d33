package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Waits until Marathon has carried out what it began. */
final class Deployments {

    private static final Duration STEP = Duration.ofSeconds(2);

    private final WebClient client;
    private final Pause pause;

    Deployments(WebClient client, Pause pause) {
        this.client = client;
        this.pause = pause;
    }

    /** The ones that still run, each with what it is about, after as long as there is patience. */
    Map<String, String> await(Set<String> ids, Duration patience) throws IOException {
        Duration waited = Duration.ZERO;
        while (true) {
            Map<String, String> running = running(ids);
            if (running.isEmpty() || waited.compareTo(patience) >= 0) {
                return running;
            }
            pause.of(STEP);
            waited = waited.plus(STEP);
        }
    }

    private Map<String, String> running(Set<String> ids) throws IOException {
        Map<String, String> running = new TreeMap<>();
        if (ids.isEmpty()) {
            return running;
        }
        for (JsonNode deployment : Answers.requiredJson(client, "/v2/deployments")) {
            String id = deployment.path("id").asText();
            if (ids.contains(id)) {
                running.put(id, affected(deployment));
            }
        }
        return running;
    }

    private static String affected(JsonNode deployment) {
        Set<String> affected = new TreeSet<>();
        deployment.path("affectedApps").forEach(app -> affected.add(app.asText()));
        deployment.path("affectedPods").forEach(pod -> affected.add(pod.asText()));
        return affected.size() > 5
                ? affected.stream().limit(5).toList() + " and " + (affected.size() - 5) + " more"
                : affected.toString();
    }
}
