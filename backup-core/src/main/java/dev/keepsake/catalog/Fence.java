package dev.keepsake.catalog;

/**
 * The epoch that a restored ensemble starts with, far above every one that anybody can have seen, so that no zxid is ever
 * issued twice.
 *
 * @param epoch the new epoch
 * @param minimum the lowest one that may be asked for instead: above everything seen, and never below what the backup alone
 *     gives, so that what the first server of an ensemble was given stays good for the others
 */
public record Fence(long epoch, long minimum) {

    /** How far above: room for the elections of an ensemble that flapped before it died. */
    public static final long STEP = 1_000;

    /** The fence of a backup whose highest epoch is known, when the newest evidence outside of it is {@code seen}. */
    static Fence above(long backup, long seen) {
        long own = backup + STEP;
        return seen > backup ? new Fence(seen + STEP, Math.max(own, seen + 1)) : new Fence(own, own);
    }

    /** The same, or a higher one where somebody knows of an epoch that this one does not lie far enough above. */
    Fence above(long seen) {
        return seen + STEP > epoch ? new Fence(seen + STEP, Math.max(minimum, seen + 1)) : this;
    }
}
