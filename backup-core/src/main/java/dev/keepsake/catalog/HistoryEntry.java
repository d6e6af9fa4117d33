package dev.keepsake.catalog;

/** What is told of the past of a znode: a transaction, or where there may have been some that nobody archived. */
public sealed interface HistoryEntry permits Happening, Unarchived {}
