package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows a tree in the one order that depends on nothing but its content. */
final class CanonicalOrder {

    private static final long OPEN = -1;

    private final Znodes znodes;
    private final ZnodeBlocks blocks;
    private final AccessLists lists;
    private int[] waiting = new int[64];
    private int waits;
    private int[] scratch = new int[64];

    CanonicalOrder(Znodes znodes, AccessLists lists) {
        this.znodes = znodes;
        this.blocks = znodes.blocks();
        this.lists = lists;
    }

    void show(SnapshotVisitor visitor) throws IOException {
        Showing showing = showing(visitor);
        while (showing.next()) {
            // each call shows one
        }
        visitor.end();
    }

    /** Shows sessions and access lists; znodes follow one by one, when they are asked for. */
    Showing showing(SnapshotVisitor visitor) throws IOException {
        for (Map.Entry<Long, Integer> session : znodes.sessions().open().entrySet()) {
            visitor.session(session.getKey(), session.getValue());
        }

        int[] ordered = ordered();
        Map<Integer, Long> numbers = new LinkedHashMap<>();
        for (int node : ordered) {
            int acl = blocks.acl(node);
            if (acl != AccessLists.OPEN) {
                requireResolved(node);
                numbers.putIfAbsent(acl, numbers.size() + 1L);
            }
        }
        for (Map.Entry<Integer, Long> list : numbers.entrySet()) {
            visitor.acl(list.getValue(), lists.list(list.getKey()));
        }
        return new Showing(visitor, ordered, numbers);
    }

    /** Shows the znodes of a tree that does not change meanwhile. */
    final class Showing {

        private final SnapshotVisitor visitor;
        private final int[] ordered;
        private final Map<Integer, Long> numbers;
        private final ZnodeBytes shown = new ZnodeBytes();
        private int at;

        private Showing(SnapshotVisitor visitor, int[] ordered, Map<Integer, Long> numbers) {
            this.visitor = visitor;
            this.ordered = ordered;
            this.numbers = numbers;
        }

        /** Shows the next one; false when there is none. */
        boolean next() throws IOException {
            if (at == ordered.length) {
                return false;
            }
            int node = ordered[at++];
            shown.acl = numbers.getOrDefault(blocks.acl(node), OPEN);
            fill(shown, node);
            visitor.znode(shown);
            return true;
        }
    }

    private void fill(ZnodeBytes shown, int node) {
        int pathLength = blocks.pathLength(node);
        shown.setPath(grown(shown.path, pathLength), 0, pathLength);
        blocks.copyPath(node, shown.path);
        int dataLength = blocks.dataLength(node);
        shown.setData(grown(shown.data, dataLength), 0, dataLength);
        blocks.copyData(node, shown.data);
        blocks.copyStat(node, shown.stat);
    }

    private static byte[] grown(byte[] bytes, int length) {
        return bytes.length >= length ? bytes : new byte[Math.max(length, 2 * bytes.length)];
    }

    private void requireResolved(int node) throws RefusedException {
        if (blocks.acl(node) == AccessLists.UNRESOLVED) {
            throw new RefusedException("the access list of znode '" + blocks.path(node)
                    + "' is not known: its snapshot names a list"
                    + " that it does not hold; replay the log past the snapshot's window, or use another base");
        }
    }

    /** All znodes, parents before children, siblings by name. */
    int[] ordered() {
        return znodes.size() == 0 ? new int[0] : ordered(znodes.root());
    }

    /** The same for one znode and those below it. */
    int[] ordered(int top) {
        int[] ordered = new int[znodes.size()];
        int done = 0;
        waits = 0;
        if (top != Slabs.NONE) {
            push(top);
        }
        while (waits > 0) {
            int node = waiting[--waits];
            ordered[done++] = node;
            int from = waits;
            for (int child = blocks.firstChild(node); child != Slabs.NONE; child = blocks.nextSibling(child)) {
                push(child);
            }
            scratch = scratch.length >= waits - from ? scratch : new int[Math.max(waits - from, 2 * scratch.length)];
            sortDescending(from, waits, blocks.pathLength(node) + 1);
        }
        return done == ordered.length ? ordered : Arrays.copyOf(ordered, done);
    }

    private void push(int node) {
        waiting = waits < waiting.length ? waiting : Arrays.copyOf(waiting, 2 * waits);
        waiting[waits++] = node;
    }

    /** By merging, of numbers, since a sort of the JDK's that takes an order needs an object for each. */
    private void sortDescending(int from, int to, int nameAt) {
        if (to - from < 2) {
            return;
        }

        int middle = (from + to) >>> 1;
        sortDescending(from, middle, nameAt);
        sortDescending(middle, to, nameAt);
        System.arraycopy(waiting, from, scratch, 0, middle - from);
        int left = 0;
        int right = middle;
        for (int at = from; left < middle - from; at++) {
            boolean takeRight = right < to && compareNames(waiting[right], scratch[left], nameAt) > 0;
            waiting[at] = takeRight ? waiting[right++] : scratch[left++];
        }
    }

    /** As {@link String#compareTo} has it, which goes by UTF-16: there, what UTF-8 writes in four bytes stands before E000. */
    private int compareNames(int a, int b, int nameAt) {
        int lengthA = blocks.pathLength(a);
        int lengthB = blocks.pathLength(b);
        for (int at = nameAt; at < Math.min(lengthA, lengthB); at++) {
            int byteA = blocks.pathByte(a, at) & 0xff;
            int byteB = blocks.pathByte(b, at) & 0xff;
            if (byteA != byteB) {
                boolean otherWay = Math.min(byteA, byteB) >= 0xee && (byteA >= 0xf0) != (byteB >= 0xf0);
                return otherWay ? byteB - byteA : byteA - byteB;
            }
        }
        return lengthA - lengthB;
    }
}
