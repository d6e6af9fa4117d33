package dev.keepsake.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A moment to restore, and from what.
 *
 * @param next the transaction behind it, which is not restored; empty when none is archived on the tape that was read
 * @param shares what a restore can be sent, the best first; the others are for when that is damaged
 * @param legs which tape serves what, where it takes several to get there; empty where each share's own tape does
 * @param notes what a person should know of the choice, one sentence each
 * @param damage those of the notes that tell of something damaged that others stand in for
 */
public record Chosen(
        Moment moment,
        Optional<Change> next,
        List<Manifest.NodeShare> shares,
        List<Leg> legs,
        List<String> notes,
        List<String> damage) {

    /** Keeps its own copies. */
    public Chosen {
        shares = List.copyOf(shares);
        legs = List.copyOf(legs);
        notes = List.copyOf(notes);
        damage = List.copyOf(damage);
    }
}
