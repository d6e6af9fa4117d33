package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.util.Optional;

/**
 * What is known of a snapshot after it was read to its end and every seal in it agreed.
 *
 * @param length bytes of the snapshot, decompressed, seals and trailers included
 * @param highestZxid the highest zxid that created or changed a znode or its children, outside {@code /zookeeper/},
 *     where servers write numbers of their own
 * @param digest the server's own statement, where it wrote one
 * @param lastZxid the last transaction processed when the tree was all written, where the server (3.9) wrote it
 */
public record SnapshotFacts(
        long length,
        long sessions,
        long nodes,
        Zxid highestZxid,
        Optional<SnapshotDigest> digest,
        Optional<Zxid> lastZxid) {

    /**
     * The last transaction that may be in the tree, as far as the file says: the larger of its trailers. It may lie
     * below the zxid in the file's name, after an election. Empty where no trailer says anything.
     */
    public Optional<Zxid> windowEnd() {
        Optional<Zxid> digested = digest.map(SnapshotDigest::zxid).filter(zxid -> zxid.value() != 0);
        if (digested.isEmpty() || lastZxid.isEmpty()) {
            return digested.or(() -> lastZxid);
        }
        return digested.get().compareTo(lastZxid.get()) > 0 ? digested : lastZxid;
    }
}
