package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Set;

/**
 * What Marathon accepts of what it tells about an app. It reports more than it takes: what it computes itself, and, for
 * older clients, the same thing in two forms, of which it takes only one.
 */
final class AppForm {

    /** What it computes; a version may only be sent alone, to go back to it. */
    static final Set<String> REPORTED = Set.of(
            "version",
            "versionInfo",
            "tasks",
            "tasksStaged",
            "tasksRunning",
            "tasksHealthy",
            "tasksUnhealthy",
            "deployments",
            "readinessCheckResults",
            "lastTaskFailure",
            "taskStats");

    // reported empty, but taken only when there is something in them, or not known everywhere
    private static final Set<String> NOT_EMPTY =
            Set.of("acceptedResourceRoles", "secrets", "storeUrls", "args", "networks", "uris", "fetch", "cmd");

    private AppForm() {}

    static ObjectNode sendable(JsonNode reported) {
        ObjectNode app = reported.deepCopy();
        app.remove(REPORTED);
        withoutNothing(app);
        app.properties().removeIf(field -> NOT_EMPTY.contains(field.getKey()) && isEmpty(field.getValue()));
        if (app.has("fetch")) {
            app.remove("uris");
        }
        oneNetwork(app);
        onePorts(app);
        if (!hasPersistentVolume(app)) {
            app.remove("residency");
        }
        return app;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isTextual() ? value.asText().isEmpty() : value.isContainerNode() && value.isEmpty();
    }

    /** "must not specify both networks and ipAddress", nor networks and the network of docker. */
    private static void oneNetwork(ObjectNode app) {
        if (app.path("container").path("docker") instanceof ObjectNode docker) {
            if (app.has("networks")) {
                docker.remove("network");
            }
            if (docker.path("portMappings").isEmpty()
                    || !app.path("container").path("portMappings").isEmpty()) {
                docker.remove("portMappings");
            }
            if (docker.path("parameters").isEmpty()) {
                docker.remove("parameters");
            }
        }
        if (app.has("networks")) {
            app.remove("ipAddress");
        }
    }

    /** Ports of the host go with its network alone; ports of a container go with every other one. */
    private static void onePorts(ObjectNode app) {
        if (usesHostNetwork(app)) {
            if (app.path("container") instanceof ObjectNode container) {
                container.remove("portMappings");
            }
            if (app.has("portDefinitions")) {
                app.remove("ports");
            }
        } else {
            app.remove("ports");
            app.remove("portDefinitions");
        }
    }

    static boolean usesHostNetwork(JsonNode app) {
        if (app.has("networks")) {
            for (JsonNode network : app.path("networks")) {
                // without a word it is a network of containers
                if (!network.path("mode").asText("container").equals("host")) {
                    return false;
                }
            }
            return true;
        }
        String docker = app.path("container").path("docker").path("network").asText("HOST");
        return !app.has("ipAddress") && docker.equals("HOST");
    }

    private static boolean hasPersistentVolume(JsonNode app) {
        for (JsonNode volume : app.path("container").path("volumes")) {
            if (volume.has("persistent")) {
                return true;
            }
        }
        return false;
    }

    /** Older versions write null for what is not set. */
    static void withoutNothing(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Iterator<JsonNode> values = object.elements(); values.hasNext(); ) {
                if (values.next().isNull()) {
                    values.remove();
                }
            }
        }
        node.forEach(AppForm::withoutNothing);
    }
}
