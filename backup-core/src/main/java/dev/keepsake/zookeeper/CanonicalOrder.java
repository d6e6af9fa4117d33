package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Shows a tree in the one order that depends on nothing but its content. */
final class CanonicalOrder {

    private static final long OPEN = -1;

    private final Znode root;

    CanonicalOrder(Znode root) {
        this.root = root;
    }

    void show(SortedMap<Long, Integer> sessions, SnapshotVisitor visitor) throws IOException {
        for (Map.Entry<Long, Integer> session : sessions.entrySet()) {
            visitor.session(session.getKey(), session.getValue());
        }

        Map<List<Acl>, Long> numbers = new LinkedHashMap<>();
        walk((path, node) -> {
            requireResolved(path, node);
            if (!node.acl.equals(Acl.OPEN)) {
                numbers.putIfAbsent(node.acl, numbers.size() + 1L);
            }
        });
        for (Map.Entry<List<Acl>, Long> list : numbers.entrySet()) {
            visitor.acl(list.getValue(), list.getKey());
        }

        walk((path, node) ->
                visitor.znode(path.toString(), node.data, numbers.getOrDefault(node.acl, OPEN), node.stat()));
    }

    /** Parents before children, siblings by name; on the heap rather than the stack, since trees may be deep. */
    void walk(Step step) throws IOException {
        StringBuilder path = new StringBuilder();
        Deque<Iterator<Znode>> levels = new ArrayDeque<>();
        step.at(path, root);
        levels.push(inOrder(root));
        while (!levels.isEmpty()) {
            if (levels.element().hasNext()) {
                Znode node = levels.element().next();
                path.append('/').append(node.name);
                step.at(path, node);
                levels.push(inOrder(node));
            } else {
                levels.pop();
                path.setLength(Math.max(path.lastIndexOf("/"), 0));
            }
        }
    }

    private static Iterator<Znode> inOrder(Znode node) {
        return node.children().stream()
                .sorted(Comparator.comparing((Znode child) -> child.name))
                .iterator();
    }

    private static void requireResolved(CharSequence path, Znode node) throws RefusedException {
        if (node.acl == AccessLists.UNRESOLVED) {
            throw new RefusedException("the access list of znode '" + path + "' is not known: its snapshot names a list"
                    + " that it does not hold; replay the log past the snapshot's window, or use another base");
        }
    }

    /** Is shown one znode; the path is valid during the call only. */
    interface Step {

        void at(CharSequence path, Znode node) throws IOException;
    }
}
