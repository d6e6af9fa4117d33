/** What an agent's metrics are called and mean, and the text that Prometheus reads. Others say what their values are. */
@NullMarked
package dev.keepsake.agent.metrics;

import org.jspecify.annotations.NullMarked;
