package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether all that a backup needs stands in a place, whole, as a reader takes it: each object is read to its end. */
final class NeededThere {

    private final Vault store;
    private final Layout layout;
    private final Carrier carrier;

    /** What carries to that place looks at what is there. */
    NeededThere(Vault store, Layout layout, Carrier carrier) {
        this.store = store;
        this.layout = layout;
        this.carrier = carrier;
    }

    /**
     * Reads all that a backup needs.
     *
     * @throws CorruptException when something is damaged, or is not what the backup names
     * @throws RefusedException when something is of a later version, which nobody here can judge
     * @throws StoreException.NotFound when something is not there
     */
    void require(Manifest manifest) throws IOException {
        for (Part part : manifest.parts()) {
            for (StoredPiece piece : Needs.pieces(part)) {
                Optional<Carrier.Flaw> flaw = carrier.flawAsRead(piece.key(), Optional.of(piece));
                if (flaw.isPresent()) {
                    throw new CorruptException(flaw.get().words());
                }
            }
            for (Share share : part.shares()) {
                if (share.standsOnTape()) {
                    require(new TapeName(part.node(), share.source(), share.tape()), share);
                }
            }
        }
    }

    private void require(TapeName tape, Share share) throws IOException {
        Set<ObjectKey> damagedRuns = new HashSet<>();
        while (!isWhole(tape, share, damagedRuns)) {
            // links stand in for a damaged run
        }
    }

    /** Whether the tape is whole; a run that is not is noted. */
    private boolean isWhole(TapeName tape, Share share, Set<ObjectKey> damagedRuns) throws IOException {
        Zxid reached = share.replayAfter();
        List<Link> links =
                new Chain(store, layout, tape).follow(share.replayAfter(), share.through(), Set.copyOf(damagedRuns));
        for (Link link : links) {
            StoredPiece piece = link.piece().stored();
            Optional<Carrier.Flaw> flaw = carrier.flawAsRead(piece.key(), Optional.of(piece));
            if (flaw.isPresent() && link.isRun()) {
                damagedRuns.add(piece.key());
                return false;
            }
            if (flaw.isPresent()) {
                throw new CorruptException(flaw.get().words());
            }
            reached = link.through();
        }
        if (reached.compareTo(share.through()) < 0) {
            throw new CorruptException("tape " + tape + " ends there at " + reached
                    + ", and the backup needs it through " + share.through());
        }
        return true;
    }
}
