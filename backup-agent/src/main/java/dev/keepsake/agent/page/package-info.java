/**
 * The status page of a running agent, and its API: how backups stand, and what was in the tree at any moment. Knows the
 * archive, and of the agent only what {@link dev.keepsake.agent.page.Agent} says.
 */
@NullMarked
package dev.keepsake.agent.page;

import org.jspecify.annotations.NullMarked;
