package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The leading master of a Mesos that gets back quota, weights, the schedule of maintenance and the draining of agents, by
 * its operators' interface. What is not in the backup stays. Agents that were gone cannot be named so again this way.
 */
public final class MasterTarget implements DocumentTarget {

    private static final String CALLS = "/api/v1";
    private static final String SCHEDULE = "/master/maintenance/schedule";

    private final StoredDocuments stored = new StoredDocuments(
            Set.of("quota", "weights", "maintenance-schedule", "maintenance-status", "slaves"), Set.of("slaves"));
    private final WebClient client;
    private final MasterOptions options;

    private MasterTarget(WebClient client, MasterOptions options) {
        this.client = client;
        this.options = options;
    }

    /** The one behind these URLs; nothing is asked yet. */
    public static MasterTarget at(HttpSettings settings, MasterOptions options, Pause pause) throws IOException {
        return new MasterTarget(WebClient.open(settings, pause), options);
    }

    @Override
    public void receive(Document document) throws IOException {
        stored.receive(document);
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        stored.describe(facts);
    }

    @Override
    public ChangePlan plan() throws IOException {
        if (stored.find("quota")
                .or(() -> stored.find("weights"))
                .or(() -> stored.find("maintenance-schedule"))
                .isEmpty()) {
            throw new RefusedException("the backup has none of the documents 'quota', 'weights' and"
                    + " 'maintenance-schedule' of this source; is it a backup of a Mesos master?");
        }
        WebClient leader = LeadingMaster.found(client).client();
        List<Step> steps = new ArrayList<>();
        if (stored.find("quota").isPresent()) {
            boolean limits = Quotas.hasLimits(
                    Answers.requiredJson(leader, "/version").path("version").asText());
            quota(limits, Quotas.of(Answers.requiredJson(leader, "/master/quota")), steps);
        }
        if (stored.find("weights").isPresent()) {
            weights(stored.required("weights"), Answers.requiredJson(leader, "/master/weights"), steps);
        }
        if (stored.find("maintenance-schedule").isPresent()) {
            schedule(stored.required("maintenance-schedule"), Answers.requiredJson(leader, SCHEDULE), steps);
        }
        List<String> notes = notes(leader);
        stored.tooLarge().forEach(words -> notes.add(undrained(words)));
        if (stored.find("slaves").isPresent()) {
            drains(leader, steps, notes);
        }
        return new StepPlan(leader, "the master", steps, notes);
    }

    /** Quota, weights and maintenance are worth restoring where there are too many agents to be compared. */
    private void drains(WebClient leader, List<Step> steps, List<String> notes) throws IOException {
        Optional<JsonNode> agents = Answers.jsonUnlessTooLarge(leader, "/master/slaves");
        if (agents.isEmpty()) {
            notes.add(undrained("what the master tells of its agents has more than " + Json.LARGEST
                    + " bytes, more than is read here"));
            return;
        }
        Drains drains = Drains.of(stored.required("slaves"), agents.get());
        steps.addAll(drains.steps(CALLS, options.markGone()));
        notes.addAll(drains.notes());
    }

    private static String undrained(String why) {
        return "no agent is drained or deactivated again: " + why + "; see to that by hand";
    }

    private void quota(boolean limits, SortedMap<String, ObjectNode> present, List<Step> steps)
            throws RefusedException {
        Quotas.of(stored.required("quota")).forEach((role, quota) -> {
            ObjectNode there =
                    present.getOrDefault(role, Json.MAPPER.createObjectNode().put("role", role));
            List<String> lines =
                    Differences.of(Canonical.of(there), Canonical.of(quota), Set.of("guarantees", "limits"));
            if (!lines.isEmpty()) {
                Kind kind = present.containsKey(role) ? Kind.CHANGE : Kind.CREATE;
                ObjectNode call = limits ? Quotas.update(quota, options.force()) : Quotas.set(quota, options.force());
                steps.add(new Step(new PlannedChange(kind, "quota", role, lines), "POST", CALLS, call));
            }
        });
    }

    private static void weights(JsonNode wanted, JsonNode present, List<Step> steps) {
        Map<String, JsonNode> there = new TreeMap<>();
        present.forEach(weight -> there.put(weight.path("role").asText(), weight.path("weight")));
        for (JsonNode weight : wanted) {
            String role = weight.path("role").asText();
            double was = there.containsKey(role) ? there.get(role).asDouble() : 1;
            double is = weight.path("weight").asDouble();
            if (was != is) {
                ObjectNode call = Json.MAPPER.createObjectNode().put("type", "UPDATE_WEIGHTS");
                call.putObject("update_weights")
                        .putArray("weight_infos")
                        .addObject()
                        .put("role", role)
                        .put("weight", is);
                steps.add(new Step(
                        new PlannedChange(
                                there.containsKey(role) ? Kind.CHANGE : Kind.CREATE,
                                "weight",
                                role,
                                List.of("weight: " + was + " -> " + is)),
                        "POST",
                        CALLS,
                        call));
            }
        }
    }

    /** There is one schedule, replaced as a whole: what is there for machines that the backup does not name is kept. */
    private static void schedule(JsonNode wanted, JsonNode present, List<Step> steps) {
        Set<String> named = new HashSet<>();
        ArrayNode windows = Json.MAPPER.createArrayNode();
        for (JsonNode window : wanted.path("windows")) {
            window.path("machine_ids").forEach(machine -> named.add(machine(machine)));
            windows.add(window);
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode window : wanted.path("windows")) {
            if (!contains(present.path("windows"), window)) {
                lines.add("window from "
                        + window.path("unavailability")
                                .path("start")
                                .path("nanoseconds")
                                .asText() + " ns: " + window.path("machine_ids"));
            }
        }
        for (JsonNode window : present.path("windows")) {
            ObjectNode kept = window.deepCopy();
            ArrayNode machines = kept.putArray("machine_ids");
            window.path("machine_ids").forEach(machine -> {
                if (!named.contains(machine(machine))) {
                    machines.add(machine);
                }
            });
            if (!machines.isEmpty()) {
                windows.add(kept);
            }
        }
        if (!lines.isEmpty()) {
            ObjectNode call = Json.MAPPER.createObjectNode().put("type", "UPDATE_MAINTENANCE_SCHEDULE");
            call.putObject("update_maintenance_schedule").putObject("schedule").set("windows", windows);
            Kind kind = present.path("windows").isEmpty() ? Kind.CREATE : Kind.CHANGE;
            steps.add(new Step(new PlannedChange(kind, "maintenance", "schedule", lines), "POST", CALLS, call));
        }
    }

    private static boolean contains(JsonNode windows, JsonNode window) {
        for (JsonNode one : windows) {
            if (one.isObject()
                    && window.isObject()
                    && Canonical.of((ObjectNode) one).equals(Canonical.of((ObjectNode) window))) {
                return true;
            }
        }
        return false;
    }

    private static String machine(JsonNode machine) {
        return machine.path("hostname").asText().toLowerCase(Locale.ROOT) + " "
                + machine.path("ip").asText();
    }

    private List<String> notes(WebClient leader) {
        List<String> notes = new ArrayList<>();
        notes.add("into the master at " + leader.settings().urls().get(0)
                + stored.fact("version")
                        .map(version -> "; the backup is of Mesos " + version)
                        .orElse(""));
        notes.add("agents, reservations and the list of gone agents are not restored this way; they come back with"
                + " the replicated log");
        JsonNode down = stored.find("maintenance-status")
                .map(status -> status.path("down_machines"))
                .orElse(Json.MAPPER.createArrayNode());
        if (!down.isEmpty()) {
            notes.add(
                    down.size() + " machines were down for maintenance and are only scheduled for it again; where they"
                            + " still are down, start their maintenance by hand: " + down);
        }
        return notes;
    }
}
