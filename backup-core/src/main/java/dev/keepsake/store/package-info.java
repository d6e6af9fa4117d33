/**
 * Keys and bytes, nothing else: the one interface to wherever an archive is kept, its errors, and wrappers around it.
 * A store knows nothing of backups, and every store passes one contract suite unchanged.
 */
@NullMarked
package dev.keepsake.store;

import org.jspecify.annotations.NullMarked;
