package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.List;

/**
 * Moments that a base of a tape leads to only with the help of other tapes.
 *
 * @param after the last moment that needs no help
 * @param through the last one
 * @param legs which tape serves what, this one first
 */
public record Helped(Moment after, Zxid through, List<Leg> legs) {

    /** Keeps its own copy. */
    public Helped {
        legs = List.copyOf(legs);
    }
}
