package dev.keepsake.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Moments that cannot be restored from a tape, and why.
 *
 * @param after the last good moment before them; null when there is none
 * @param before the first good moment behind them; null when there is none
 * @param reason one or more sentences, joined by semicolons
 * @param damage whether something that was archived is missing or is not what was written; else there never was more
 * @param removed whether nothing is amiss, since what lay between was removed on purpose
 */
public record Gap(@Nullable Moment after, @Nullable Moment before, String reason, boolean damage, boolean removed) {}
