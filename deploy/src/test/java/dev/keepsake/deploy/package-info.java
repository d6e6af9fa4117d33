/**
 * Real servers, a real loss, and judges that share nothing with the product: the end-to-end tests and the demo.
 * The product is reached only as its users reach it, by the two programs of the distribution; the tree that a restore
 * must bring back is found by ZooKeeper's own code and read through ZooKeeper's own client.
 */
@NullMarked
package dev.keepsake.deploy;

import org.jspecify.annotations.NullMarked;
