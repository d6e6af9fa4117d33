package dev.keepsake.artefact;

/**
 * A base or a link of a tape, to be read as often as it takes.
 *
 * @param name what messages call it: where it is stored
 */
public record TapePiece(String name, Artefact artefact) {}
