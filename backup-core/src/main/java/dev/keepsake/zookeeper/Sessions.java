package dev.keepsake.zookeeper;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The open sessions with their time-outs, and which znodes belong to which owner, open or not. */
final class Sessions {

    private final SortedMap<Long, Integer> open = new TreeMap<>();
    private final Map<Long, Set<Znode>> owned = new HashMap<>();

    void open(long session, int timeoutMillis) {
        open.put(session, timeoutMillis);
    }

    void close(long session) {
        open.remove(session);
    }

    void closeAll() {
        open.clear();
    }

    boolean isOpen(long session) {
        return open.containsKey(session);
    }

    SortedMap<Long, Integer> open() {
        return Collections.unmodifiableSortedMap(open);
    }

    void own(Znode node) {
        if (Owner.mayBeSession(node.ephemeralOwner)) {
            owned.computeIfAbsent(node.ephemeralOwner, owner -> new LinkedHashSet<>())
                    .add(node);
        }
    }

    void disown(Znode node) {
        Set<Znode> nodes = owned.get(node.ephemeralOwner);
        if (nodes != null && nodes.remove(node) && nodes.isEmpty()) {
            owned.remove(node.ephemeralOwner);
        }
    }

    /** A copy, so that its znodes may be removed meanwhile. */
    List<Znode> ownedBy(long session) {
        return List.copyOf(owned.getOrDefault(session, Set.of()));
    }

    /** All ephemeral znodes; a copy, too. */
    List<Znode> ephemerals() {
        return owned.entrySet().stream()
                .filter(entry -> Owner.isEphemeral(entry.getKey(), isOpen(entry.getKey())))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .toList();
    }
}
