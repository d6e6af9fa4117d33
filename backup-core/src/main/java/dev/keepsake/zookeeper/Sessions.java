package dev.keepsake.zookeeper;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The open sessions with their time-outs, and which znodes belong to which owner, open or not. */
final class Sessions {

    private final ZnodeBlocks blocks;
    private final SortedMap<Long, Integer> open = new TreeMap<>();

    /** The first znode of each owner, which leads to the others. */
    private final Map<Long, Integer> owned = new HashMap<>();

    Sessions(ZnodeBlocks blocks) {
        this.blocks = blocks;
    }

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

    void own(int node) {
        long owner = blocks.statLong(node, StatBytes.OWNER);
        if (Owner.mayBeSession(owner)) {
            Integer next = owned.put(owner, node);
            blocks.linkOwned(node, next == null ? Slabs.NONE : next);
        }
    }

    void disown(int node) {
        long owner = blocks.statLong(node, StatBytes.OWNER);
        if (Owner.mayBeSession(owner) && blocks.unlinkOwned(node)) {
            int next = blocks.nextOwned(node);
            if (next == Slabs.NONE) {
                owned.remove(owner);
            } else {
                owned.put(owner, next);
            }
        }
    }

    /** The first znode of a session, which leads to the others, or {@link Slabs#NONE}. */
    int firstOwned(long session) {
        return owned.getOrDefault(session, Slabs.NONE);
    }

    /** All ephemeral znodes. */
    int[] ephemerals() {
        return owned.entrySet().stream()
                .filter(entry -> Owner.isEphemeral(entry.getKey(), isOpen(entry.getKey())))
                .flatMapToInt(
                        entry -> IntStream.iterate(entry.getValue(), node -> node != Slabs.NONE, blocks::nextOwned))
                .toArray();
    }
}
