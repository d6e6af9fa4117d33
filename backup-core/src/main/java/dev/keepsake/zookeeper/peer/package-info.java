/**
 * What runs in processes of their own: ZooKeeper's {@code QuorumPeer} as a guest that an ensemble does not know, and the
 * server of a drill. None outlives whoever started it. The one package that knows ZooKeeper's classes; nothing of it is ever loaded by Keepsake's own programs.
 */
@NullMarked
package dev.keepsake.zookeeper.peer;

import org.jspecify.annotations.NullMarked;
