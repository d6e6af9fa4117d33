package dev.keepsake.artefact;

/**
 * A tree as it was at one moment, to be looked at: a sink that takes a base and links, and answers once a source has sent
 * everything. Holds the whole tree in memory, as a restore does; nothing is written anywhere. Confined to one thread.
 */
public interface PastTree extends ArtefactSink, ZnodeView {}
