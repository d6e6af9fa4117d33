package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Judges the apps and pods that a Marathon told of, beside those of the backup before. */
public final class MarathonCheck {

    private static final Set<String> MOVING = Set.of(
            "version",
            "tasksStaged",
            "tasksRunning",
            "tasksHealthy",
            "tasksUnhealthy",
            "status",
            "statusSince",
            "lastUpdated",
            "lastChanged",
            "lastTaskFailure",
            "taskStats",
            "readinessCheckResults",
            "terminationHistory");

    private final Told told;
    private final Optional<Told> before;

    /** Of what it told now, or in the backup that is looked at, and in the one before. */
    public MarathonCheck(Told told, Optional<Told> before) {
        this.told = told;
        this.before = before;
    }

    /** All that is to be said. */
    public List<Finding> findings() throws IOException {
        List<Finding> findings = new ArrayList<>();
        Optional<Content> groups = told.document("groups");
        if (groups.isEmpty()) {
            return List.of(AppRules.TAG.unknown(
                    told.source(), "it has no document 'groups'", "look at a backup of a Marathon that leads"));
        }
        Map<String, Map<String, Integer>> now = new HashMap<>();
        JsonItems.apps(groups.get(), (list, item) -> {
            findings.addAll(new AppCheck(told.source(), item, list.equals("pods")).findings());
            now.put(item.path("id").asText(), prints(item));
        });
        Optional<Content> then = before.flatMap(past -> past.document("groups"));
        if (then.isEmpty()) {
            findings.add(AppRules.CHANGED.unknown(
                    told.source(), "there is no backup before to compare with", "look again after the next backup"));
        } else {
            changes(findings, now, then.get());
        }
        return findings;
    }

    /** A number for each member: what changed is named without two definitions of every app in memory. */
    private static Map<String, Integer> prints(JsonNode item) {
        // a pod may stand with how it runs, which changes by itself
        JsonNode definition = item.path("spec").isObject() ? item.path("spec") : item;
        Map<String, Integer> prints = new HashMap<>();
        definition.properties().forEach(member -> {
            if (!MOVING.contains(member.getKey())) {
                prints.put(member.getKey(), member.getValue().hashCode());
            }
        });
        return prints;
    }

    private void changes(List<Finding> findings, Map<String, Map<String, Integer>> now, Content then)
            throws IOException {
        Set<String> old = new TreeSet<>();
        List<Finding> changes = new ArrayList<>();
        JsonItems.apps(then, (list, item) -> {
            String id = item.path("id").asText();
            old.add(id);
            Map<String, Integer> past = prints(item);
            Map<String, Integer> present = now.getOrDefault(id, Map.of());
            if (!now.containsKey(id)) {
                changes.add(changed(id, "it is gone"));
            } else if (!past.equals(present)) {
                changes.add(changed(id, "changed: " + String.join(", ", differing(past, present))));
            }
        });
        now.keySet().stream()
                .filter(id -> !old.contains(id))
                .sorted()
                .forEach(id -> changes.add(changed(id, "it is new")));
        findings.addAll(
                changes.isEmpty()
                        ? List.of(AppRules.CHANGED.passed(told.source(), now.size() + " definitions, none changed"))
                        : changes);
    }

    private static Set<String> differing(Map<String, Integer> past, Map<String, Integer> present) {
        Set<String> names = new TreeSet<>(past.keySet());
        names.addAll(present.keySet());
        names.removeIf(name -> past.containsKey(name)
                && past.getOrDefault(name, 0).equals(present.getOrDefault(name, 0))
                && present.containsKey(name));
        return names;
    }

    private Finding changed(String id, String what) {
        return AppRules.CHANGED.broken(
                told.source() + " " + id,
                what,
                "what the backup before has",
                "see that whoever deploys it knows; 'keepsake diff' and the backup hold what was there");
    }
}
