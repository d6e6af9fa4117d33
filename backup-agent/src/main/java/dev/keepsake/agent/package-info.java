/** The program {@code keepsake-agent}: runs beside the servers, captures them, and can only add to an archive. */
@NullMarked
package dev.keepsake.agent;

import org.jspecify.annotations.NullMarked;
