/**
 * The program {@code keepsake}: lists what there is, looks into it, and restores. Data goes to standard output, progress
 * and messages to standard error.
 */
@NullMarked
package dev.keepsake.cli;

import org.jspecify.annotations.NullMarked;
