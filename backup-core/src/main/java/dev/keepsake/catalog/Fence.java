package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The epoch that a restored ensemble starts with, far above every one that anybody can have seen, so that no zxid is ever
 * issued twice.
 *
 * @param epoch the new epoch
 * @param minimum the lowest one that may be asked for instead: above everything seen, and never below what the backup alone
 *     gives, so that what the first server of an ensemble was given stays good for the others
 * @param doubts what tells of epochs that do not count, though they may be true, for people
 */
public record Fence(long epoch, long minimum, List<String> doubts) {

    /** How far above: room for the elections of an ensemble that flapped before it died. */
    public static final long STEP = 1_000;

    /** The last one that servers can be in: they compare zxids as signed numbers. */
    private static final long SERVERS_LAST = 0x7fff_ffffL;

    /** The last one that an ensemble is given: from there it can be restored, and elect, and be restored no more. */
    static final long LAST = SERVERS_LAST - STEP;

    /** Keeps its own copy. */
    public Fence {
        doubts = List.copyOf(doubts);
    }

    /** One that nothing speaks against. */
    Fence(long epoch, long minimum) {
        this(epoch, minimum, List.of());
    }

    /**
     * The fence of a backup whose highest epoch is known, when the newest evidence outside of it is {@code seen}. What says
     * that it has seen an epoch that cannot be is no evidence: else whoever may write a key could have zxids begin anew.
     *
     * @throws RefusedException when the backup itself says so
     */
    static Fence above(long backup, long seen) throws RefusedException {
        if (!canBe(backup)) {
            throw new RefusedException("the backup says that its ensemble was in epoch " + backup + ", and "
                    + SERVERS_LAST + " is the last there can be: none that starts " + STEP
                    + " above it has room left for elections. It is damaged or forged, or"
                    + " its ensemble had used up its epochs; restore into a running ensemble (--connect) instead");
        }
        return canBe(seen) ? of(backup, seen) : of(backup, 0);
    }

    /** Whether an epoch that something in the store tells of can have been: one that cannot must not hide those that were. */
    static boolean canBe(long epoch) {
        return epoch <= LAST - STEP;
    }

    private static Fence of(long backup, long seen) {
        long own = backup + STEP;
        return seen > backup ? new Fence(seen + STEP, Math.max(own, seen + 1)) : new Fence(own, own);
    }

    /** The same, or a higher one where somebody knows of an epoch that this one does not lie far enough above. */
    Fence above(long seen) {
        return canBe(seen) && seen + STEP > epoch ? new Fence(seen + STEP, Math.max(minimum, seen + 1), doubts) : this;
    }

    /** The same, with more that does not count. */
    Fence doubting(List<String> more) {
        List<String> all = new ArrayList<>(doubts);
        more.stream().filter(doubt -> !all.contains(doubt)).forEach(all::add);
        return new Fence(epoch, minimum, all);
    }
}
