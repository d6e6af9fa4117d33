package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import java.util.Arrays;

/**
 * A difference between two values as Subversion writes it, svndiff of version 0, which is how a log may hold a variable's
 * next value. Windows follow each other; each makes a piece of the next value out of a view of the one before, of what the
 * window itself has made, and of new data.
 */
final class Difference {

    private static final byte[] MAGIC = {'S', 'V', 'N', 0};
    private static final int LARGEST = 64 << 20;
    private static final int SHORT_LENGTH = 0x3f;

    private final byte[] source;
    private final byte[] bytes;
    private final String where;
    private int at = MAGIC.length;
    private byte[] made = new byte[0];
    private int size;

    private Difference(byte[] source, byte[] bytes, String where) {
        this.source = source;
        this.bytes = bytes;
        this.where = where;
    }

    /** The next value; {@code where} is said when it cannot be made. */
    static byte[] apply(byte[] source, byte[] difference, String where) throws CorruptException {
        if (difference.length < MAGIC.length || !Arrays.equals(difference, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptException(where + ": no difference of the one known form (svndiff 0)");
        }
        Difference change = new Difference(source, difference, where);
        while (change.at < difference.length) {
            change.window();
        }
        return Arrays.copyOf(change.made, change.size);
    }

    private void window() throws CorruptException {
        int viewFrom = number("where the view begins");
        int view = number("the length of the view");
        int length = number("the length of what is made");
        int instructions = number("the length of the instructions");
        int fresh = number("the length of the new data");
        if ((long) viewFrom + view > source.length) {
            throw broken("it looks at bytes " + viewFrom + " to " + ((long) viewFrom + view) + " of a value of "
                    + source.length);
        }
        if ((long) at + instructions + fresh > bytes.length || (long) size + length > LARGEST) {
            throw broken("it is cut, or makes more than " + LARGEST + " bytes");
        }
        int end = at + instructions;
        int data = end;
        int target = size;
        makeRoom(length);
        int to = target;
        while (at < end) {
            int first = bytes[at++] & 0xff;
            int count = (first & SHORT_LENGTH) == 0 ? number("a length") : first & SHORT_LENGTH;
            int from = first >> 6 == 2 ? 0 : number("an offset");
            requireRoom(end, count, size - to);
            switch (first >> 6) {
                case 0 -> copy(source, viewFrom, view, from, to, count);
                case 1 -> repeat(target, from, to, count);
                case 2 -> {
                    copy(bytes, end, fresh, data - end, to, count);
                    data += count;
                }
                default -> throw broken("an instruction that is not known");
            }
            to += count;
        }
        if (to != size || data != end + fresh) {
            throw broken("a window that makes " + (to - target) + " bytes instead of " + length + ", of " + (data - end)
                    + " new ones instead of " + fresh);
        }
        at = data;
    }

    /** Not for each window alone: many small ones would copy everything before them each time. */
    private void makeRoom(int length) {
        size += length;
        if (size > made.length) {
            made = Arrays.copyOf(made, (int) Math.min(LARGEST, Math.max(size, 2L * made.length)));
        }
    }

    private void requireRoom(int end, int count, int room) throws CorruptException {
        if (at > end || count > room) {
            throw broken("an instruction goes beyond its window");
        }
    }

    private void copy(byte[] from, int begin, int length, int offset, int to, int count) throws CorruptException {
        if ((long) offset + count > length) {
            throw broken("an instruction copies bytes " + offset + " to " + ((long) offset + count) + " of " + length);
        }
        System.arraycopy(from, begin + offset, made, to, count);
    }

    /** Byte by byte, since what is made may be copied while it is made. */
    private void repeat(int target, int offset, int to, int count) throws CorruptException {
        if ((long) target + offset >= to) {
            throw broken("an instruction copies what is not made yet");
        }
        for (int i = 0; i < count; i++) {
            made[to + i] = made[target + offset + i];
        }
    }

    /** Seven bits a byte, the highest first. */
    private int number(String what) throws CorruptException {
        long number = 0;
        while (at < bytes.length) {
            int next = bytes[at++] & 0xff;
            number = (number << 7) | (next & 0x7f);
            if (number > LARGEST) {
                throw broken(what + " is more than " + LARGEST);
            }
            if (next < 0x80) {
                return (int) number;
            }
        }
        throw broken("it ends within " + what);
    }

    private CorruptException broken(String how) {
        return new CorruptException(where + ": a broken difference, near its byte " + at + ": " + how);
    }
}
