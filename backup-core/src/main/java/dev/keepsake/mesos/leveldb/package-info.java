/**
 * The part of LevelDB's format that a replicated log uses: a copy of a directory that is in use, every entry of it
 * checked, and a new directory written. Nothing here opens a database, since LevelDB changes what it opens.
 */
@NullMarked
package dev.keepsake.mesos.leveldb;

import org.jspecify.annotations.NullMarked;
