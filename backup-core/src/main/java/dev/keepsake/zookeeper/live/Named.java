package dev.keepsake.zookeeper.live;

import java.util.ArrayList;
import java.util.List;

/** How many there are of something, and the first of them by name. */
final class Named {

    private static final int MOST = 3;

    private final List<String> first = new ArrayList<>();
    private long count;

    void add(String name) {
        count++;
        if (first.size() < MOST) {
            first.add(name);
        }
    }

    long count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The first ones, and how many more. */
    String words() {
        String names = String.join(", ", first);
        return count > first.size() ? names + " and " + (count - first.size()) + " more" : names;
    }
}
