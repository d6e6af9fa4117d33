/**
 * Reads what well-known programs keep in znodes, so that a person can: JSON, and binary forms that are told by their first
 * bytes or by where they stand. Whatever cannot be read so is not read at all, and nothing fails.
 */
@NullMarked
package dev.keepsake.format;

import org.jspecify.annotations.NullMarked;
