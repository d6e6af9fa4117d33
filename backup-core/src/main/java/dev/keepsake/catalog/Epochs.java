package dev.keepsake.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which epochs an archive tells of. Where records are signed, what anybody may have put there counts only as far as an
 * ensemble can have come by restores that nobody signed: else one forged key would use up the epochs of an ensemble for good.
 */
final class Epochs {

    /** A thousand restores, each of which raises the epoch by as much as a fence lies above what it saw. */
    static final long FAR = 1_000 * Fence.STEP;

    private static final int MOST_NAMED = 5;

    private final SortedMap<Long, String> claimed = new TreeMap<>(Comparator.reverseOrder());
    private final SortedSet<Long> unread = new TreeSet<>();
    private long vouched;

    /** Somebody who is trusted says that an ensemble was in this epoch. */
    void vouch(long epoch) {
        vouched = Fence.canBe(epoch) ? Math.max(vouched, epoch) : vouched;
    }

    /** Something says it that nobody has signed, or whose signature nobody has looked at. */
    void claim(long epoch, String by) {
        claimed.putIfAbsent(epoch, by);
    }

    /** Something says it that nobody has looked at, since there is too much of that. */
    void leaveUnread(long epoch, String by) {
        claim(epoch, by);
        unread.add(epoch);
    }

    /** Takes all that others tell. */
    void add(Epochs others) {
        unread.addAll(others.unread);
        vouch(others.vouched);
        others.claimed.forEach(this::claim);
    }

    /** Whether somebody must vouch for an epoch before it counts. */
    boolean isFar(long epoch) {
        return epoch > vouched + FAR;
    }

    /** The highest that counts, where whatever is unsigned is to be taken as it is, or only what is not far. */
    long highest(boolean signed) {
        return claimed.keySet().stream()
                .filter(epoch -> Fence.canBe(epoch) && !(signed && isFar(epoch)))
                .reduce(vouched, Math::max);
    }

    /** What does not count though it may be true, in words. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        claimed.forEach((epoch, by) -> {
            if (isFar(epoch) && !unread.contains(epoch) && doubts.size() < MOST_NAMED) {
                doubts.add(
                        by + " tells of epoch " + epoch + ", more than " + FAR + " above all that is signed, and nobody"
                                + " who is trusted has signed that: it does not count. Where an ensemble was in it all the same, give"
                                + " every server an '--epoch' above it");
            }
        });
        long far = unread.stream().filter(this::isFar).count();
        if (far > 0) {
            doubts.add("records of restores tell of " + far + " more epochs, up to " + unread.last()
                    + ", that lie more than " + FAR
                    + " above all that is signed, and were not looked at, as there are too many: none of them counts. Somebody"
                    + " may have put so many to hide one that was signed; where an ensemble may have been in such an epoch,"
                    + " give every server an '--epoch' above it");
        }
        return doubts;
    }
}
