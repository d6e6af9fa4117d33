package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;

/**
 * Where the fuzzy windows of a stopped server's snapshots end. One that does not say so itself was finished before the
 * server began the next one, since it writes one at a time; the last one before the server stopped.
 *
 * @param end the last transaction that the server may have applied
 */
record StoppedWindows(PinnedFiles files, Zxid end) implements WindowRule {

    @Override
    public Zxid endOf(SnapshotFile snapshot) {
        Zxid stated = WindowRule.stated(snapshot);
        if (snapshot.facts().lastZxid().isPresent()) {
            return stated;
        }
        Zxid next = files.snapshotNames().stream()
                .filter(name -> name.compareTo(snapshot.file().zxid()) > 0)
                .findFirst()
                .orElse(end);
        return WindowRule.larger(stated, next);
    }

    @Override
    public boolean mayBeSooner() {
        return false;
    }

    /** Files of a stopped server say the same for ever. */
    @Override
    public boolean knows(PinnedFiles.Pinned snapshot) {
        return true;
    }
}
