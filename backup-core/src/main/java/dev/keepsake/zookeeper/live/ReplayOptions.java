package dev.keepsake.zookeeper.live;

/**
 * How a tree is replayed into an ensemble.
 *
 * @param resume whether an earlier replay of the same tree, broken off, is to be finished
 * @param counters whether sequence counters are raised to the source's
 */
public record ReplayOptions(boolean resume, boolean counters) {}
