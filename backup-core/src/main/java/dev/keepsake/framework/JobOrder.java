package dev.keepsake.framework;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/** Jobs in an order in which each comes after those that it needs. */
final class JobOrder {

    private JobOrder() {}

    static List<Map.Entry<String, ObjectNode>> of(SortedMap<String, ObjectNode> jobs, JobForm form) {
        Map<String, ObjectNode> ordered = new LinkedHashMap<>();
        for (String name : jobs.keySet()) {
            place(name, jobs, form, ordered);
        }
        return List.copyOf(ordered.entrySet());
    }

    /** Without recursion: chains of jobs may be as long as there are jobs. A circle is left to the system to refuse. */
    private static void place(
            String start, SortedMap<String, ObjectNode> jobs, JobForm form, Map<String, ObjectNode> ordered) {
        List<String> path = new ArrayList<>(List.of(start));
        Set<String> open = new HashSet<>();
        while (!path.isEmpty()) {
            String name = path.get(path.size() - 1);
            open.add(name);
            ObjectNode job = Objects.requireNonNull(jobs.get(name));
            String next = form.needed(job).stream()
                    .filter(one -> jobs.containsKey(one) && !ordered.containsKey(one) && !open.contains(one))
                    .findFirst()
                    .orElse(name);
            if (next.equals(name)) {
                ordered.put(name, job);
                path.remove(path.size() - 1);
            } else {
                path.add(next);
            }
        }
    }
}
