/**
 * Sealed objects: compressed, numbered, checksummed, bound to their key, and the way back; and JSON objects that carry
 * a hash of their own body. {@code FORMAT.md} is the normative text of what stands here as code.
 */
@NullMarked
package dev.keepsake.archive;

import org.jspecify.annotations.NullMarked;
