/**
 * What runs inside the observer's own process: ZooKeeper's {@code QuorumPeer} as a guest that an ensemble does not know.
 * The one package that knows ZooKeeper's classes; nothing of it is ever loaded by Keepsake's own programs.
 */
@NullMarked
package dev.keepsake.zookeeper.peer;

import org.jspecify.annotations.NullMarked;
