package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Agents that were being drained, or were deactivated, and are not now; and those that a master does not know yet. Masters
 * tell of both since 1.9.
 */
final class Drains {

    private static final int NAMED = 5;

    private final SortedMap<String, JsonNode> wanted;
    private final SortedMap<String, JsonNode> present;

    private Drains(JsonNode wanted, JsonNode present) {
        this.wanted = agents(wanted);
        this.present = agents(present);
    }

    /** From what a master said of its agents then, and says now. */
    static Drains of(JsonNode wanted, JsonNode present) {
        return new Drains(wanted, present);
    }

    private static SortedMap<String, JsonNode> agents(JsonNode slaves) {
        SortedMap<String, JsonNode> agents = new TreeMap<>();
        slaves.path("slaves").forEach(slave -> agents.put(slave.path("id").asText(), slave));
        return agents;
    }

    /** What would have to be called. */
    List<Step> steps(String calls) {
        List<Step> steps = new ArrayList<>();
        wanted.forEach((id, then) -> {
            JsonNode now = present.get(id);
            if (now == null || now.has("drain_info")) {
                return;
            }
            if (then.has("drain_info")) {
                steps.add(step(
                        id,
                        then,
                        "drained: no -> " + then.at("/drain_info/state").asText(),
                        calls,
                        drain(id, then)));
            } else if (then.path("deactivated").asBoolean()
                    && !now.path("deactivated").asBoolean()) {
                ObjectNode call = Json.MAPPER.createObjectNode().put("type", "DEACTIVATE_AGENT");
                call.putObject("deactivate_agent").putObject("agent_id").put("value", id);
                steps.add(step(id, then, "active -> deactivated", calls, call));
            }
        });
        return steps;
    }

    private static Step step(String id, JsonNode agent, String line, String calls, ObjectNode call) {
        String name = id + " (" + agent.path("hostname").asText() + ")";
        return new Step(new PlannedChange(Kind.CHANGE, "agent", name, List.of(line)), "POST", calls, call);
    }

    private static ObjectNode drain(String id, JsonNode agent) {
        ObjectNode call = Json.MAPPER.createObjectNode().put("type", "DRAIN_AGENT");
        ObjectNode drain = call.putObject("drain_agent");
        drain.putObject("agent_id").put("value", id);
        JsonNode config = agent.at("/drain_info/config");
        for (String field : new String[] {"max_grace_period", "mark_gone"}) {
            if (config.has(field)) {
                drain.set(field, config.get(field));
            }
        }
        return call;
    }

    /** Which agents are not there, and what that means. */
    List<String> notes() {
        List<String> unknown = new ArrayList<>();
        List<String> undrained = new ArrayList<>();
        wanted.forEach((id, then) -> {
            if (!present.containsKey(id)) {
                String name = id + " (" + then.path("hostname").asText() + ")";
                unknown.add(name);
                if (then.has("drain_info") || then.path("deactivated").asBoolean()) {
                    undrained.add(name);
                }
            }
        });
        List<String> notes = new ArrayList<>();
        if (!unknown.isEmpty()) {
            notes.add(unknown.size() + " of " + wanted.size() + " agents of the backup are unknown to this master: "
                    + named(unknown) + "; they come back when they register, or with the replicated log");
        }
        if (!undrained.isEmpty()) {
            notes.add(undrained.size() + " of them were drained or deactivated, which cannot be said again before they"
                    + " are there: " + named(undrained) + "; run this again then");
        }
        return notes;
    }

    private static String named(List<String> agents) {
        return String.join(", ", agents.subList(0, Math.min(NAMED, agents.size())))
                + (agents.size() > NAMED ? " and " + (agents.size() - NAMED) + " more" : "");
    }
}
