/**
 * ZooKeeper's files read and written by our own code, streaming and strictly read-only on a live server; the replay of
 * transactions over a tree of znodes; the source that captures a server, and the target that seeds a blank one.
 */
@NullMarked
package dev.keepsake.zookeeper;

import org.jspecify.annotations.NullMarked;
