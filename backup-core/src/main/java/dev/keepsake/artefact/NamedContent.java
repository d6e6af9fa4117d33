package dev.keepsake.artefact;

/**
 * Bytes with a name.
 *
 * @param name what messages call them: where they are stored
 */
public record NamedContent(String name, Content content) {}
