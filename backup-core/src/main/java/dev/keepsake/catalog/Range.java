package dev.keepsake.catalog;

/** Moments of one tape, every one of which can be restored: the first and the last of them. */
public record Range(Moment from, Moment through) {}
