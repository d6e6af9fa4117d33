package dev.keepsake.artefact;

/**
 * What a transaction does to one znode; a transaction of several parts does several.
 *
 * @param kind in a word or two, such as {@code set data}
 */
public record Deed(String kind, String path) {}
