/** What systemd is told of the agent that it started: that it is ready, how it is, and that its threads get on. */
@NullMarked
package dev.keepsake.agent.systemd;

import org.jspecify.annotations.NullMarked;
