/**
 * The only code that knows the layout of keys and the order of commits: tapes, parts, manifests, and how to read them
 * back. A backup exists exactly when its manifest exists; everything else here is in service of that sentence.
 */
@NullMarked
package dev.keepsake.catalog;

import org.jspecify.annotations.NullMarked;
