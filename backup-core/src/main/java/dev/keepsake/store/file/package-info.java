/**
 * Objects as files below one directory, on a local disk or a share. An object is whole because its file is moved into
 * place only when it is complete and durable, and nobody overwrites another's because a hard link has one winner.
 */
@NullMarked
package dev.keepsake.store.file;

import org.jspecify.annotations.NullMarked;
