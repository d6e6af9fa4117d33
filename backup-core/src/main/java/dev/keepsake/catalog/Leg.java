package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;

/**
 * A part of the way to a moment, as one tape serves it.
 *
 * @param after the record that this tape and the one before hold alike; for the first leg, that behind which the replay begins
 * @param through the last transaction that is taken from this tape
 */
public record Leg(TapeName tape, Zxid after, Zxid through) {}
