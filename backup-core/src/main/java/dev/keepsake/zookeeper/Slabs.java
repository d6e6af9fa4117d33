package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Memory beside the heap, handed out in blocks that are known by a number, so that millions of small things cost the
 * collector nothing. A freed block serves the next one of its size. The JVM bounds the whole by what it may use beside the
 * heap, as much as the heap itself unless told otherwise, and takes it back once these slabs are no longer reachable.
 */
final class Slabs {

    /** The number of no block. */
    static final int NONE = 0;

    private static final int UNIT_BITS = 4;
    private static final int SLAB_BITS = 20;
    private static final int SLAB = 1 << SLAB_BITS;
    private static final int PLACE_BITS = SLAB_BITS - UNIT_BITS;
    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final int MOST_SLABS = 1 << (Integer.SIZE - PLACE_BITS);
    private static final int MOST_AT_ONCE = 32;

    /** What is larger has a slab of its own, so that little is left over at the end of a shared one. */
    private static final int MAX_SHARED = SLAB >> 4;

    /** Up to here there is a size for every unit, then eight to every doubling. */
    private static final int FINE_BITS = 10;

    private static final int FINE_SIZES = 1 << (FINE_BITS - UNIT_BITS);
    private static final int COARSE_BITS = 3;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int[] freed = new int[kind(MAX_SHARED) + 1];
    private final Deque<Integer> freedSlabs = new ArrayDeque<>();
    private ByteBuffer[] slabs = new ByteBuffer[16];
    private int count;
    private int open;
    private int used = SLAB;
    private ByteBuffer ahead = ByteBuffer.allocate(0);
    private long reserved;
    private long most = Long.MAX_VALUE;

    /** A block with room for so many bytes, which may hold anything. */
    int allocate(int size) throws RefusedException {
        if (size > MAX_SHARED) {
            return addSlab(reserve(size)) << PLACE_BITS;
        }

        int kind = kind(size);
        int block = freed[kind];
        if (block != NONE) {
            freed[kind] = getInt(block, 0);
            return block;
        }

        int room = room(size);
        if (used + room > SLAB) {
            openSlab();
        }
        block = (open << PLACE_BITS) | (used >>> UNIT_BITS);
        used += room;
        return block;
    }

    /** Takes a block back that was allocated with this size. */
    void free(int block, int size) {
        if (size > MAX_SHARED) {
            int slab = block >>> PLACE_BITS;
            reserved -= slabs[slab].capacity();
            slabs[slab] = ByteBuffer.allocate(0);
            freedSlabs.push(slab);
        } else {
            int kind = kind(size);
            putInt(block, 0, freed[kind]);
            freed[kind] = block;
        }
    }

    /** Whether a block of one size has just the room of one of the other. */
    static boolean sameRoom(int size, int other) {
        return size <= MAX_SHARED && other <= MAX_SHARED && kind(size) == kind(other);
    }

    /** Takes no more than this from the system from now on; what would is refused. */
    void bound(long bytes) {
        most = bytes;
    }

    /** How many bytes are taken from the system. */
    long reserved() {
        return reserved;
    }

    byte getByte(int block, int at) {
        return slabs[block >>> PLACE_BITS].get(place(block) + at);
    }

    int getInt(int block, int at) {
        return slabs[block >>> PLACE_BITS].getInt(place(block) + at);
    }

    void putInt(int block, int at, int value) {
        slabs[block >>> PLACE_BITS].putInt(place(block) + at, value);
    }

    long getLong(int block, int at) {
        return slabs[block >>> PLACE_BITS].getLong(place(block) + at);
    }

    void putLong(int block, int at, long value) {
        slabs[block >>> PLACE_BITS].putLong(place(block) + at, value);
    }

    void get(int block, int at, byte[] into, int from, int length) {
        slabs[block >>> PLACE_BITS].get(place(block) + at, into, from, length);
    }

    void put(int block, int at, byte[] bytes, int from, int length) {
        slabs[block >>> PLACE_BITS].put(place(block) + at, bytes, from, length);
    }

    /** Whether these bytes stand in the block. */
    boolean holds(int block, int at, byte[] bytes, int from, int length) {
        ByteBuffer slab = slabs[block >>> PLACE_BITS];
        int place = place(block) + at;
        int passed = 0;
        for (; passed <= length - Long.BYTES; passed += Long.BYTES) {
            if (slab.getLong(place + passed) != (long) LONG.get(bytes, from + passed)) {
                return false;
            }
        }
        for (; passed < length; passed++) {
            if (slab.get(place + passed) != bytes[from + passed]) {
                return false;
            }
        }
        return true;
    }

    private static int place(int block) {
        return (block & PLACE) << UNIT_BITS;
    }

    /** Which of the sizes is the smallest that has this room; each has a list of its own of what was freed. */
    private static int kind(int size) {
        if (size <= 1 << FINE_BITS) {
            return (size + (1 << UNIT_BITS) - 1) >>> UNIT_BITS;
        }
        int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size - 1);
        int step = bits - COARSE_BITS;
        int steps = (size - (1 << bits) + (1 << step) - 1) >>> step;
        return FINE_SIZES + ((bits - FINE_BITS) << COARSE_BITS) + steps;
    }

    private static int room(int size) {
        if (size <= 1 << FINE_BITS) {
            return (size + (1 << UNIT_BITS) - 1) & -(1 << UNIT_BITS);
        }
        int step = 1 << (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size - 1) - COARSE_BITS);
        return (size + step - 1) & -step;
    }

    /** The system is asked for more at once the more there is, but never for much more than is needed. */
    private void openSlab() throws RefusedException {
        if (!ahead.hasRemaining()) {
            ahead = reserve(SLAB * Math.max(1, Math.min(count >> 2, MOST_AT_ONCE)));
        }
        ByteBuffer slab = ahead.slice(ahead.position(), SLAB);
        ahead.position(ahead.position() + SLAB);
        open = addSlab(slab);
        used = open == 0 ? 1 << UNIT_BITS : 0; // no block has the number 0
    }

    private int addSlab(ByteBuffer slab) throws RefusedException {
        if (!freedSlabs.isEmpty()) {
            int reused = freedSlabs.pop();
            slabs[reused] = slab;
            return reused;
        }
        if (count == 0 && slab.capacity() != SLAB) {
            openSlab();
        }
        if (count == MOST_SLABS) {
            throw new RefusedException("the znodes take more than the " + (((long) MOST_SLABS * SLAB) >> 30)
                    + " GiB that a tree can have here; no larger one can be replayed");
        }
        if (count == slabs.length) {
            slabs = Arrays.copyOf(slabs, 2 * count);
        }
        slabs[count] = slab;
        return count++;
    }

    private ByteBuffer reserve(int bytes) throws RefusedException {
        if (reserved + bytes > most) {
            throw new RefusedException(
                    Guard.TREE_TOO_LARGE,
                    "the znodes take more memory than the " + (most >> 20) + " MiB that a tree may have here");
        }
        try {
            ByteBuffer memory = ByteBuffer.allocateDirect(bytes);
            reserved += bytes;
            return memory;
        } catch (OutOfMemoryError e) {
            throw (RefusedException) new RefusedException(
                            Guard.TREE_TOO_LARGE,
                            "not enough memory: the znodes take " + (reserved >> 20)
                                    + " MiB so far, and the Java virtual machine may not use " + bytes
                                    + " bytes more beside its heap; a replay holds the whole tree, so give it more, for example"
                                    + " KEEPSAKE_JAVA_OPTS=-Xmx8g. Nothing was written.")
                    .initCause(e);
        }
    }
}
