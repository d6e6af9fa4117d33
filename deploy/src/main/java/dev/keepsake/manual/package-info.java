/** Writes the manual pages and the completions of both programs, at build time, from what they know of themselves. */
@NullMarked
package dev.keepsake.manual;

import org.jspecify.annotations.NullMarked;
