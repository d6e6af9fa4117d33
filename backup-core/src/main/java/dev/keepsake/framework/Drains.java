package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    /**
     * What would have to be called.
     *
     * @param markGone whether those that were to be marked gone once they are drained are again; that is for ever
     */
    List<Step> steps(String calls, boolean markGone) {
        List<Step> steps = new ArrayList<>();
        wanted.forEach((id, then) -> {
            JsonNode now = present.get(id);
            if (now == null || now.has("drain_info")) {
                return;
            }
            if (then.has("drain_info")) {
                steps.add(step(id, then, lines(then.path("drain_info"), markGone), calls, drain(id, then, markGone)));
            } else if (then.path("deactivated").asBoolean()
                    && !now.path("deactivated").asBoolean()) {
                ObjectNode call = Json.MAPPER.createObjectNode().put("type", "DEACTIVATE_AGENT");
                call.putObject("deactivate_agent").putObject("agent_id").put("value", id);
                steps.add(step(id, then, List.of("active -> deactivated"), calls, call));
            }
        });
        return steps;
    }

    /** Everything that happens to the agent, and that it cannot be taken back where it cannot. */
    private static List<String> lines(JsonNode drain, boolean markGone) {
        List<String> lines = new ArrayList<>();
        lines.add("drained: no -> " + drain.path("state").asText());
        JsonNode grace = drain.at("/config/max_grace_period/nanoseconds");
        if (!grace.isMissingNode()) {
            String limit = Duration.ofNanos(grace.asLong()).toString().substring(2);
            lines.add("its tasks are killed after " + limit.toLowerCase(Locale.ROOT) + " at most");
        }
        if (isMarkedGone(drain)) {
            lines.add(
                    markGone
                            ? "MARKED GONE FOR EVER once it is drained: it can never register again"
                            : "not marked gone, as it was to be once it is drained; --mark-gone does that, for ever");
        }
        return lines;
    }

    private static boolean isMarkedGone(JsonNode drain) {
        return drain.at("/config/mark_gone").asBoolean();
    }

    private static Step step(String id, JsonNode agent, List<String> lines, String calls, ObjectNode call) {
        String name = id + " (" + agent.path("hostname").asText() + ")";
        return new Step(new PlannedChange(Kind.CHANGE, "agent", name, lines), "POST", calls, call);
    }

    private static ObjectNode drain(String id, JsonNode agent, boolean markGone) {
        ObjectNode call = Json.MAPPER.createObjectNode().put("type", "DRAIN_AGENT");
        ObjectNode drain = call.putObject("drain_agent");
        drain.putObject("agent_id").put("value", id);
        JsonNode grace = agent.at("/drain_info/config/max_grace_period");
        if (!grace.isMissingNode()) {
            drain.set("max_grace_period", grace);
        }
        if (markGone && isMarkedGone(agent.path("drain_info"))) {
            drain.put("mark_gone", true);
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
