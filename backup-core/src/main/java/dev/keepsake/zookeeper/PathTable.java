package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds znodes by the bytes of their paths. One flat table with a word for each znode: the upper half of a word is the
 * path's hash, so that hardly a znode is looked at in vain; the lower half is the znode.
 */
final class PathTable {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int SMALLEST = 1 << 6;
    private static final int MOST_WAITING = 128;

    private final ZnodeBlocks blocks;
    private long[] words = new long[SMALLEST];
    private int used;
    private final long[] waiting = new long[MOST_WAITING];
    private int waits;

    @SuppressWarnings("UnusedVariable") // or the compiler would leave the looking out
    private long seen;

    PathTable(ZnodeBlocks blocks) {
        this.blocks = blocks;
    }

    /** How many znodes are in here, or wait to be. */
    int size() {
        return used + waits;
    }

    static int hash(byte[] bytes, int from, int length) {
        long hash = length * MIX;
        int at = from;
        int end = from + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, at)) * MIX;
            hash ^= hash >>> 32;
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = (rest << Byte.SIZE) | (bytes[at] & 0xff);
        }
        hash = (hash ^ rest) * MIX;
        return (int) (hash ^ (hash >>> 32));
    }

    /** The znode with this path and its hash, or {@link Slabs#NONE}. */
    int find(byte[] path, int from, int length, int hash) {
        int mask = words.length - 1;
        for (int at = hash & mask; ; at = (at + 1) & mask) {
            long word = words[at];
            if (word == 0) {
                return Slabs.NONE;
            }
            if ((int) (word >>> 32) == hash && blocks.hasPath((int) word, path, from, length)) {
                return (int) word;
            }
        }
    }

    /** For each hash a znode that may have such a path, so that somebody may look at it, or {@link Slabs#NONE}. */
    void candidates(int[] hashes, int[] nodes, int count) {
        int mask = words.length - 1;
        for (int i = 0; i < count; i++) {
            seen += words[hashes[i] & mask];
        }
        for (int i = 0; i < count; i++) {
            int at = hashes[i] & mask;
            while (words[at] != 0 && (int) (words[at] >>> 32) != hashes[i]) {
                at = (at + 1) & mask;
            }
            nodes[i] = (int) words[at];
        }
    }

    /** Takes a znode in whose path is not there yet. */
    void add(int node, int hash) {
        if (used >= words.length / 3 * 2) {
            grow();
        }
        put(words, Integer.toUnsignedLong(node) | ((long) hash << 32));
        used++;
    }

    /** Takes a znode in, sooner or later: at the next {@link #settle} at last. */
    void addLater(int node, int hash) throws CorruptException {
        waiting[waits++] = Integer.toUnsignedLong(node) | ((long) hash << 32);
        if (waits == waiting.length) {
            settle();
        }
    }

    /**
     * Takes in those that wait. First looks at all of their places, so that the memory that holds them is waited for once,
     * not for each.
     */
    void settle() throws CorruptException {
        while (used + waits >= words.length / 3 * 2) {
            grow();
        }
        for (int i = 0; i < waits; i++) {
            seen += words[(int) (waiting[i] >>> 32) & (words.length - 1)];
        }
        int settling = waits;
        waits = 0;
        for (int i = 0; i < settling; i++) {
            settle((int) waiting[i], (int) (waiting[i] >>> 32));
        }
    }

    boolean isSettled() {
        return waits == 0;
    }

    private void settle(int node, int hash) throws CorruptException {
        int mask = words.length - 1;
        int at = hash & mask;
        while (words[at] != 0) {
            if ((int) (words[at] >>> 32) == hash && blocks.haveSamePath((int) words[at], node)) {
                throw new CorruptException("snapshot: znode '" + blocks.path(node) + "' is shown twice");
            }
            at = (at + 1) & mask;
        }
        words[at] = Integer.toUnsignedLong(node) | ((long) hash << 32);
        used++;
    }

    /** Takes a znode out. What stands behind it moves up, so that no search ends too early. */
    void remove(int node, int hash) {
        int mask = words.length - 1;
        int gap = hash & mask;
        while ((int) words[gap] != node) {
            gap = (gap + 1) & mask;
        }
        for (int at = (gap + 1) & mask; words[at] != 0; at = (at + 1) & mask) {
            int wanted = (int) (words[at] >>> 32) & mask;
            if (((at - wanted) & mask) >= ((at - gap) & mask)) {
                words[gap] = words[at];
                gap = at;
            }
        }
        words[gap] = 0;
        used--;
    }

    /** Shows every znode, in no order; the table must not change meanwhile. */
    void forEach(IntConsumer action) {
        Arrays.stream(words)
                .filter(word -> word != 0)
                .mapToInt(word -> (int) word)
                .forEach(action);
    }

    private void grow() {
        long[] larger = new long[2 * words.length];
        for (long word : words) {
            if (word != 0) {
                put(larger, word);
            }
        }
        words = larger;
    }

    private static void put(long[] words, long word) {
        int mask = words.length - 1;
        int at = (int) (word >>> 32) & mask;
        while (words[at] != 0) {
            at = (at + 1) & mask;
        }
        words[at] = word;
    }
}
