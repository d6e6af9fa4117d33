/**
 * What Keepsake does, as sentences over sources, sinks and a catalog: back up, restore. Names no concrete store or system.
 */
@NullMarked
package dev.keepsake.job;

import org.jspecify.annotations.NullMarked;
