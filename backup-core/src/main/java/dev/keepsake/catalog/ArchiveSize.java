package dev.keepsake.catalog;

/** How much of an archive is one cluster's: how many objects, and how many bytes they take in the store. */
public record ArchiveSize(long objects, long bytes) {}
