package dev.keepsake.format;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A znode's data as what it means.
 *
 * @param format what it is, in a few words, such as {@code Marathon app}
 * @param content its fields by name
 * @param plain whether the data itself is text that says just this
 */
public record Decoded(String format, JsonNode content, boolean plain) {}
