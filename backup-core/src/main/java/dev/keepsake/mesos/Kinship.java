package dev.keepsake.mesos;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which replicas are of one history: two are when they learned the same append at the same position. A log that was wiped
 * and began anew counts from 0 again, so positions alone say nothing; and what is not an append may be the same by chance.
 */
final class Kinship {

    private final List<BitSet> groups = new ArrayList<>();
    private final long[][] conflicts;
    private final int count;

    Kinship(int count) {
        this.count = count;
        this.conflicts = new long[count][count];
        for (int i = 0; i < count; i++) {
            BitSet alone = new BitSet(count);
            alone.set(i);
            groups.add(alone);
            for (int j = 0; j < count; j++) {
                conflicts[i][j] = -1;
            }
        }
    }

    /** Two replicas have something at one position. */
    void compare(int one, Action first, int other, Action second) {
        if (!first.learned() || !second.learned() || first.isNop() || second.isNop()) {
            return;
        }
        if (!first.hasValueOf(second)) {
            conflicts[one][other] = conflicts[one][other] < 0 ? first.position() : conflicts[one][other];
            conflicts[other][one] = conflicts[one][other];
        } else if (first.isAppend()) {
            join(one, other);
        }
    }

    private void join(int one, int other) {
        BitSet group = group(one);
        if (!group.get(other)) {
            BitSet joined = group(other);
            group.or(joined);
            groups.removeIf(each -> each.equals(joined));
        }
    }

    private BitSet group(int member) {
        for (BitSet group : groups) {
            if (group.get(member)) {
                return group;
            }
        }
        throw new IllegalArgumentException("there are " + count + " replicas, but this is number " + member);
    }

    /** The largest group; the first of equals. */
    List<Integer> largest() {
        BitSet largest = groups.get(0);
        for (BitSet group : groups) {
            largest = group.cardinality() > largest.cardinality() ? group : largest;
        }
        return largest.stream().boxed().toList();
    }

    /** The first position at which two replicas learned different values; -1 when there is none. */
    long conflict(int one, int other) {
        return conflicts[one][other];
    }
}
