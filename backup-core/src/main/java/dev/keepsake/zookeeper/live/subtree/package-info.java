/**
 * Makes a subtree of a running ensemble again what it was, while others write to it: a plan is made of two trees, applied under
 * guards, and can be taken back by an undo file. Planning and applying know no class of ZooKeeper; {@code Session} does.
 */
@NullMarked
package dev.keepsake.zookeeper.live.subtree;

import org.jspecify.annotations.NullMarked;
