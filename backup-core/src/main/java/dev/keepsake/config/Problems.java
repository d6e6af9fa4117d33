package dev.keepsake.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that a person can mend everything in one go. Kept in file order, the rest after it. */
final class Problems {

    private static final int MOST_SHOWN = 100;

    private final List<Problem> found = new ArrayList<>();

    void add(Origin origin, String text) {
        found.add(new Problem(origin, text));
    }

    void throwIfAny() throws ConfigException {
        if (found.isEmpty()) {
            return;
        }

        List<String> lines = new ArrayList<>(found.stream()
                .sorted(Comparator.comparing((Problem problem) -> !problem.origin.isFile())
                        .thenComparingInt(problem -> problem.origin.line())
                        .thenComparingInt(problem -> problem.origin.column()))
                .limit(MOST_SHOWN)
                .map(problem -> problem.origin.located() + ": " + problem.text)
                .toList());
        if (found.size() > MOST_SHOWN) {
            int more = found.size() - MOST_SHOWN;
            lines.add("and " + more + (more == 1 ? " problem more" : " problems more"));
        }
        throw new ConfigException(lines);
    }

    private record Problem(Origin origin, String text) {}
}
