/**
 * What is known of the archive: one survey of it, taken now and then by one thread, for metrics, page and health alike. Whoever
 * asks is told what is known, and since when; nobody's question asks the store.
 */
@NullMarked
package dev.keepsake.agent.survey;

import org.jspecify.annotations.NullMarked;
