package dev.keepsake.zookeeper.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is still to be read: the znodes that were listed last come first, so that no more lists are held at a time than the
 * tree is deep, and the few whose parents are read at the same time.
 */
final class Frontier {

    private final Deque<Siblings> lists = new ArrayDeque<>();

    /** Children of one znode, by name. */
    private static final class Siblings {

        private final String parent;
        private final List<String> names;
        private int at;

        Siblings(String parent, List<String> names) {
            this.parent = parent;
            this.names = names;
        }
    }

    /** Puts the children of a znode before everything else. */
    void add(String parent, List<String> names) {
        if (!names.isEmpty()) {
            lists.push(new Siblings(parent.equals("/") ? "" : parent, names));
        }
    }

    /** The path of the next znode. */
    Optional<String> next() {
        Siblings first = lists.peek();
        if (first == null) {
            return Optional.empty();
        }
        String path = first.parent + "/" + first.names.get(first.at++);
        if (first.at == first.names.size()) {
            lists.pop();
        }
        return Optional.of(path);
    }

    boolean isEmpty() {
        return lists.isEmpty();
    }
}
