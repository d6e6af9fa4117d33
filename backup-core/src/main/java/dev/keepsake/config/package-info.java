/**
 * What a run is told: one YAML file, overridden by the environment, overridden by flags, read into validated records by
 * one reader that reports every problem at once and remembers where each value came from.
 */
@NullMarked
package dev.keepsake.config;

import org.jspecify.annotations.NullMarked;
