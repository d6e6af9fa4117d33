package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.Gathering.Fetched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The leading master of Mesos. A follower answers for its registry with an empty object and success, so the leader is
 * found first, by what the masters say of themselves, and must still be the same one at the end.
 */
final class MasterReading implements Reading {

    /** Documents by name, and where they are; those that no early version lacks first. */
    private static final Map<String, String> REQUIRED = ordered(
            "registry", "/registrar(1)/registry",
            "state", "/master/state",
            "slaves", "/master/slaves",
            "version", "/version");

    private static final Map<String, String> OPTIONAL = ordered(
            "roles", "/master/roles",
            "quota", "/master/quota",
            "weights", "/master/weights",
            "maintenance-schedule", "/master/maintenance/schedule",
            "maintenance-status", "/master/maintenance/status",
            "flags", "/master/flags");

    private static Map<String, String> ordered(String... namesAndPaths) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndPaths.length; i += 2) {
            map.put(namesAndPaths[i], namesAndPaths[i + 1]);
        }
        return map;
    }

    @Override
    public void read(Gathering gathering) throws IOException {
        LeadingMaster leader = LeadingMaster.found(gathering.client());
        Map<String, Fetched> parts = new LinkedHashMap<>();
        for (Map.Entry<String, String> part : REQUIRED.entrySet()) {
            parts.put(part.getKey(), required(gathering, leader.client(), part.getValue()));
        }
        for (Map.Entry<String, String> part : OPTIONAL.entrySet()) {
            Optional<Fetched> there = gathering.optional(leader.client(), part.getValue());
            there.ifPresentOrElse(fetched -> parts.put(part.getKey(), fetched), () -> gathering.absent(part.getKey()));
        }
        requireRegistry(known(parts, "registry"));
        parts.put("metrics-snapshot", gathering.required(leader.client(), LeadingMaster.METRICS));
        leader.requireSame(known(parts, "metrics-snapshot").json());
        facts(gathering, leader, parts);
        for (Map.Entry<String, Fetched> part : parts.entrySet()) {
            gathering.send(part.getKey(), part.getValue());
        }
    }

    private static Fetched known(Map<String, Fetched> parts, String name) {
        return Objects.requireNonNull(parts.get(name));
    }

    /** Before 1.0 the endpoints of the master ended in {@code .json}. */
    private static Fetched required(Gathering gathering, WebClient client, String path) throws IOException {
        Optional<Fetched> fetched = gathering.optional(client, path);
        return fetched.isPresent() || !path.startsWith("/master/")
                ? fetched.orElseThrow(() -> Answers.nothing(client, path))
                : gathering.required(client, path + ".json");
    }

    private static void requireRegistry(Fetched registry) throws IOException {
        String where = Redirection.shown(registry.answer().from());
        // an empty one is a few bytes; a real one may be large, and only its beginning is needed
        if (registry.answer().length() < 64 && registry.json().isEmpty()) {
            throw new RefusedException(where + " is an empty object: that master has not recovered its registry, or"
                    + " leads no more. Nothing is wrong with the last backup; run again when a master leads");
        }
    }

    private static void facts(Gathering gathering, LeadingMaster leader, Map<String, Fetched> parts)
            throws IOException {
        JsonNode metrics = known(parts, "metrics-snapshot").json();
        gathering.fact("leader", leader.client().settings().urls().get(0).toString());
        gathering.fact("version", known(parts, "version").json().path("version").asText());
        gathering.fact("agents", count(known(parts, "slaves")));
        Path state = known(parts, "state").file();
        FrameworkCheck.note(FrameworkIds.masters(() -> Files.newInputStream(state)), gathering);
        for (String name : new String[] {"registrar/log/recovered", "registrar/log/ensemble_size"}) {
            if (metrics.has(name)) {
                gathering.fact(
                        name.replace('/', '-').replace('_', '-'),
                        Json.plain(DecimalNode.valueOf(Json.stripped(metrics.path(name)))));
            }
        }
    }

    private static String count(Fetched slaves) throws IOException {
        return Integer.toString(slaves.ids("slaves").size());
    }

    @Override
    public String look(WebClient client) throws IOException {
        LeadingMaster leader = LeadingMaster.found(client);
        JsonNode version = Answers.requiredJson(leader.client(), "/version");
        return "Mesos " + version.path("version").asText() + ", led by "
                + leader.client().settings().urls().get(0);
    }
}
