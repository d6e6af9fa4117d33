package dev.keepsake.zookeeper;

import java.util.Optional;

/**
 * What became of a record that was applied to a tree.
 *
 * @param fitted whether the tree was as the leader must have seen it: what was created was not there, what was changed or
 *     deleted was. Within a snapshot's window that is often not so and nothing to mind; after it, it shows that tree and
 *     log do not belong together
 * @param closedWithoutPaths whether a session ended, without a list of the znodes that went with it
 */
public record AppliedTxn(Optional<TxnDigest> digest, boolean fitted, boolean closedWithoutPaths) {}
