package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;

/**
 * Marks a share that a client read znode by znode while the ensemble went on: a whole tree, but not one point in time.
 *
 * @param first the last transaction that the ensemble had when the walk began
 * @param last the same when it ended
 */
public record Walk(Zxid first, Zxid last) {

    @Override
    public String toString() {
        return first + ".." + last;
    }
}
