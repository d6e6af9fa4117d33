package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order apps are started: Marathon heeds dependencies within one deployment only, and many apps take several.
 * So they come in levels, each of which depends on those before it and on nothing in itself.
 */
final class AppOrder {

    private final MarathonState state;
    private final Map<PathId, Integer> levels = new HashMap<>();

    private AppOrder(MarathonState state) {
        this.state = state;
    }

    /** The apps of a set, level by level. */
    static List<List<PathId>> of(MarathonState state, Set<PathId> apps) {
        AppOrder order = new AppOrder(state);
        SortedMap<Integer, List<PathId>> levels = new TreeMap<>();
        for (PathId app : state.apps().keySet()) {
            if (apps.contains(app)) {
                levels.computeIfAbsent(order.level(app), level -> new ArrayList<>())
                        .add(app);
            }
        }
        return List.copyOf(levels.values());
    }

    private int level(PathId start) {
        List<PathId> path = new ArrayList<>(List.of(start));
        Set<PathId> open = new HashSet<>();
        while (!path.isEmpty()) {
            PathId app = path.get(path.size() - 1);
            open.add(app);
            Set<PathId> needed = needed(app);
            // Marathon allows no circle; if there is one all the same, it is cut here and left to Marathon to refuse
            PathId next = needed.stream()
                    .filter(one -> !levels.containsKey(one) && !open.contains(one))
                    .findFirst()
                    .orElse(app);
            if (next.equals(app)) {
                int highest = -1;
                for (PathId one : needed) {
                    highest = Math.max(highest, levels.getOrDefault(one, -1));
                }
                levels.put(app, highest + 1);
                path.remove(path.size() - 1);
            } else {
                path.add(next);
            }
        }
        return levels.getOrDefault(start, 0);
    }

    /** Its own dependencies and those of all groups that it is in; a group stands for the apps in it. */
    private Set<PathId> needed(PathId app) {
        Set<PathId> needed = new HashSet<>();
        add(needed, app, state.apps().get(app));
        for (PathId group = app.parent(); ; group = group.parent()) {
            add(needed, app, state.groups().get(group));
            if (group.equals(PathId.ROOT)) {
                return needed;
            }
        }
    }

    private void add(Set<PathId> needed, PathId app, @Nullable ObjectNode from) {
        if (from == null) {
            return;
        }
        for (JsonNode dependency : from.path("dependencies")) {
            String text = dependency.asText();
            if (!PathId.isOne(text)) {
                continue;
            }
            PathId on = new PathId(text);
            // everything below one id sorts behind it, though not alone
            for (PathId other : state.apps().tailMap(on).keySet()) {
                if (!other.value().startsWith(on.value())) {
                    break;
                }
                if (other.within(on) && !other.equals(app)) {
                    needed.add(other);
                }
            }
        }
    }
}
