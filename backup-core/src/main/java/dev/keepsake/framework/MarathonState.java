package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What Marathon has to run, as it accepts it: groups without what is in them, pods, apps. */
final class MarathonState {

    /** What every version knows and tells only when it is set: where it is missing, it is not set. */
    private static final Set<String> TOLD_WHEN_SET = Set.of(
            "args",
            "cmd",
            "constraints",
            "container",
            "dependencies",
            "env",
            "environment",
            "fetch",
            "healthChecks",
            "ipAddress",
            "labels",
            "readinessChecks",
            "secrets",
            "taskKillGracePeriodSeconds",
            "user",
            "volumes");

    // as they were told, so that a field that a newer version has is told from one that is not set
    private final Set<String> fields = new HashSet<>(TOLD_WHEN_SET);
    private final SortedMap<PathId, ObjectNode> groups = new TreeMap<>();
    private final SortedMap<PathId, ObjectNode> pods = new TreeMap<>();
    private final SortedMap<PathId, ObjectNode> apps = new TreeMap<>();

    private MarathonState() {}

    /**
     * From what it tells.
     *
     * @param root the root group, with everything below it
     * @param podList the pods; without it those that stand in the groups, with their status, count
     */
    static MarathonState of(JsonNode root, Optional<JsonNode> podList) throws CorruptException {
        MarathonState state = new MarathonState();
        state.take(root, PathId.ROOT, podList.isEmpty());
        for (JsonNode pod : podList.orElse(Json.MAPPER.createArrayNode())) {
            state.takePod(pod);
        }
        return state;
    }

    /** As it runs. */
    static MarathonState of(WebClient client) throws IOException {
        JsonNode root = Answers.requiredJson(client, "/v2/groups?embed=group.groups&embed=group.apps&embed=group.pods");
        return of(root, Answers.json(client, "/v2/pods"));
    }

    private void take(JsonNode group, PathId above, boolean withPods) throws CorruptException {
        if (!group.isObject()) {
            throw new CorruptException("a group below " + above + " is no object");
        }
        PathId id = PathId.of(group.path("id").asText("/"));
        requireWithin("group", id, above);
        ObjectNode own = Json.MAPPER.createObjectNode().put("id", id.value());
        own.set(
                "dependencies",
                group.path("dependencies").isArray() ? group.path("dependencies") : Json.MAPPER.createArrayNode());
        if (group.path("enforceRole").isBoolean()) {
            own.set("enforceRole", group.path("enforceRole"));
        }
        put(groups, id, own);
        for (JsonNode app : group.path("apps")) {
            takeApp(app, id);
        }
        for (JsonNode pod : withPods ? group.path("pods") : Json.MAPPER.createArrayNode()) {
            takePod(pod.path("spec"));
        }
        for (JsonNode inner : group.path("groups")) {
            take(inner, id, withPods);
        }
    }

    private void takeApp(JsonNode app, PathId group) throws CorruptException {
        if (!app.isObject()) {
            throw new CorruptException("an app in " + group + " is no object");
        }
        PathId id = PathId.of(app.path("id").asText());
        requireWithin("app", id, group);
        app.fieldNames().forEachRemaining(fields::add);
        put(apps, id, AppForm.sendable(app).put("id", id.value()));
    }

    private void takePod(JsonNode pod) throws CorruptException {
        if (!pod.isObject()) {
            throw new CorruptException("a pod is no object");
        }
        pod.fieldNames().forEachRemaining(fields::add);
        ObjectNode sendable = pod.deepCopy();
        // it is refused or replaced, depending on Marathon's version
        sendable.remove("version");
        AppForm.withoutNothing(sendable);
        PathId id = PathId.of(pod.path("id").asText());
        put(pods, id, sendable.put("id", id.value()));
    }

    private static void requireWithin(String kind, PathId id, PathId above) throws CorruptException {
        if (!id.within(above) || (id.equals(above) && !id.equals(PathId.ROOT))) {
            throw new CorruptException("the " + kind + " " + id + " stands in the group " + above);
        }
    }

    private static void put(SortedMap<PathId, ObjectNode> map, PathId id, ObjectNode node) throws CorruptException {
        if (map.put(id, node) != null) {
            throw new CorruptException(id + " is there twice");
        }
    }

    /** Only what lies at a path or below. */
    MarathonState within(PathId path) {
        MarathonState part = new MarathonState();
        part.fields.addAll(fields);
        groups.forEach((id, group) -> keep(part.groups, path, id, group));
        pods.forEach((id, pod) -> keep(part.pods, path, id, pod));
        apps.forEach((id, app) -> keep(part.apps, path, id, app));
        return part;
    }

    private static void keep(SortedMap<PathId, ObjectNode> kept, PathId path, PathId id, ObjectNode node) {
        if (id.within(path)) {
            kept.put(id, node);
        }
    }

    /** The fields of specifications that its system knew. */
    Set<String> fields() {
        Set<String> all = new HashSet<>(fields);
        if (all.contains("ports")) {
            all.add("portDefinitions");
        }
        return all;
    }

    boolean isEmpty() {
        return groups.isEmpty() && pods.isEmpty() && apps.isEmpty();
    }

    SortedMap<PathId, ObjectNode> groups() {
        return groups;
    }

    SortedMap<PathId, ObjectNode> pods() {
        return pods;
    }

    SortedMap<PathId, ObjectNode> apps() {
        return apps;
    }
}
