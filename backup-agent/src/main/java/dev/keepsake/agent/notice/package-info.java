/** Messages over HTTP to whoever wants to be told: bounded queues, tried again for a while, never waited for by a backup. */
@NullMarked
package dev.keepsake.agent.notice;

import org.jspecify.annotations.NullMarked;
