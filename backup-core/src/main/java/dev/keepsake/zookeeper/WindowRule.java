package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;

/** Says through which transaction a snapshot may reflect what was written while it was taken. */
interface WindowRule {

    /** The last transaction that may have left a trace in the snapshot, its own trailers and znodes included. */
    Zxid endOf(SnapshotFile snapshot) throws IOException;

    /** Whether a later reading may give an earlier end for a snapshot that does not say its end itself. */
    boolean mayBeSooner();

    /** Whether the end of a snapshot of this name was found before, so that asking again gives the same. */
    boolean knows(PinnedFiles.Pinned snapshot);

    /** What the file itself says: its name, its trailers, its znodes. */
    static Zxid stated(SnapshotFile snapshot) {
        Zxid name = snapshot.file().zxid();
        // a znode may carry the next transaction before the tree's own zxid is raised
        return larger(
                larger(name, snapshot.facts().windowEnd().orElse(name)),
                snapshot.facts().highestZxid());
    }

    /** The later one. */
    static Zxid larger(Zxid one, Zxid other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
