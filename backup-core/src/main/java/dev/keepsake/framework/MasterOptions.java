package dev.keepsake.framework;

/**
 * How a master is given things back.
 *
 * @param force whether quota is set that the agents present cannot satisfy
 * @param markGone whether agents that were to be marked gone once they are drained are so again, which nothing takes back
 */
public record MasterOptions(boolean force, boolean markGone) {}
