package dev.keepsake.catalog;

/**
 * The epoch that a restored ensemble starts with, far above every one that anybody can have seen, so that no zxid is ever
 * issued twice.
 *
 * @param epoch the new epoch
 * @param raised whether something newer than the backup made it higher than the backup alone would; every server of the
 *     ensemble must then be given it by hand
 */
public record Fence(long epoch, boolean raised) {

    /** How far above: room for the elections of an ensemble that flapped before it died. */
    public static final long STEP = 1_000;

    /** The fence of a backup whose highest epoch is known, when the newest evidence outside of it is {@code seen}. */
    static Fence above(long backup, long seen) {
        return seen > backup ? new Fence(seen + STEP, true) : new Fence(backup + STEP, false);
    }
}
