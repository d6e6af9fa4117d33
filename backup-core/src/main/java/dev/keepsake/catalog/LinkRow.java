package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.Arrays;
import java.util.Optional;

/**
 * The links behind a tape's base, in their order. A tape that is followed has one every other second and a week of them
 * between two bases, so of all but the last only its end and its size are kept.
 */
final class LinkRow {

    private long[] ends = new long[64];
    private long[] sizes = new long[64];
    private int count;
    private long bytes;
    private Optional<Link> last = Optional.empty();

    /** Adds one behind the last. */
    void add(Link link) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
        }
        ends[count] = link.through().value();
        sizes[count] = link.piece().stored().bytes();
        bytes += sizes[count];
        count++;
        last = Optional.of(link);
    }

    /** Forgets those that end at or before a zxid. */
    void dropThrough(Zxid zxid) {
        int dropped = 0;
        while (dropped < count && new Zxid(ends[dropped]).compareTo(zxid) <= 0) {
            bytes -= sizes[dropped];
            dropped++;
        }
        count -= dropped;
        System.arraycopy(ends, dropped, ends, 0, count);
        System.arraycopy(sizes, dropped, sizes, 0, count);
        last = count == 0 ? Optional.empty() : last;
    }

    int count() {
        return count;
    }

    /** Their size in the store. */
    long bytes() {
        return bytes;
    }

    Optional<Link> last() {
        return last;
    }
}
