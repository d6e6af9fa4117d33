package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Has whatever a new backup needs stay locked as long as the backup itself will be. What was stored within the last period is
 * locked for long enough; of the rest each object is locked again in each period. Whoever puts the manifest does it just
 * before, so that what is listed is locked.
 */
final class Relocking {

    /** A base is replaced after a week where its server has another one, and a backup takes a day at the most. */
    static final Duration PERIOD = Duration.ofDays(8);

    private final Vault store;
    private final Layout layout;
    private final Locks locks;

    Relocking(Vault store, Layout layout, Locks locks) {
        this.store = store;
        this.layout = layout;
        this.locks = locks;
    }

    /** Locks again what came of age since the backup before the last one, so that a run that ended half-way is made up for. */
    void need(Manifest manifest) throws IOException {
        Instant before = beforeLast();
        exactly(Layout.ARCHIVE, before);
        below(Layout.KEYRINGS, "", before);
        below(Layout.UPGRADES, "", before);
        below(layout.restores(), "", before);
        for (Part part : manifest.parts()) {
            for (StoredPiece piece : Needs.pieces(part)) {
                exactly(piece.key(), before);
            }
            for (Share share : part.shares()) {
                if (share.standsOnTape()) {
                    tape(new TapeName(part.node(), share.source(), share.tape()), share.replayAfter(), before);
                }
            }
        }
    }

    private Instant beforeLast() throws IOException {
        List<BackupId> ids = store.list(layout.manifests(), "").all().stream()
                .flatMap(object -> Layout.manifestId(object.key()).stream())
                .sorted(Comparator.reverseOrder())
                .toList();
        return ids.size() < 2 ? Instant.EPOCH : ids.get(1).slot();
    }

    /** The link that holds the first needed transaction begins at or before it, and so does a run. */
    private void tape(TapeName tape, Zxid after, Instant before) throws IOException {
        exactly(layout.tapeJson(tape), before);
        String links = layout.links(tape);
        List<ObjectKey> upTo = store.list(links, "").all().stream()
                .map(object -> object.key())
                .filter(key -> Layout.linkAfter(key)
                        .filter(begins -> begins.compareTo(after) < 0)
                        .isPresent())
                .toList();
        below(links, upTo.size() < 2 ? "" : upTo.get(upTo.size() - 2).value(), before);
        below(layout.runs(tape), "", before);
    }

    private void exactly(ObjectKey key, Instant before) throws IOException {
        below(key.value(), "", before);
    }

    private void below(String prefix, String startAfter, Instant before) throws IOException {
        locks.again(prefix, startAfter, PERIOD, before);
    }
}
