/**
 * What somebody who helps needs to see, in one file: facts, gathered within limits, with whatever is secret taken out.
 * Knows no archive and no verb; both come as parts.
 */
@NullMarked
package dev.keepsake.cli.support;

import org.jspecify.annotations.NullMarked;
