/**
 * The session with a running ensemble, through ZooKeeper's own client, and what is read and written over it. Knows the
 * artefacts it is given and nothing of archives; its classes are loaded only by commands that name an ensemble.
 */
@NullMarked
package dev.keepsake.zookeeper.live;

import org.jspecify.annotations.NullMarked;
