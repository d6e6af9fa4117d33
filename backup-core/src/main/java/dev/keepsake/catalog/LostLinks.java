package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which pieces of tapes are gone from a place, though a backup that is listed there cannot be restored without them: where a
 * reader finds no way on there, those that lead on in another place, up to where the first place goes on by itself.
 */
final class LostLinks {

    private final Vault source;
    private final Vault target;
    private final Layout layout;
    private final Map<TapeName, CoveredRanges> looked = new HashMap<>();

    /**
     * A link or run that is gone.
     *
     * @param piece what it is in the source; empty where that does not lead on from there either
     */
    record Lost(ObjectKey key, Optional<StoredPiece> piece) {}

    LostLinks(Vault source, Vault target, Layout layout) {
        this.source = source;
        this.target = target;
        this.layout = layout;
    }

    /** Those of a stretch, in their order; what was looked at for another stretch is left out. */
    List<Lost> of(Named.Stretch stretch) throws IOException {
        CoveredRanges covered = looked.computeIfAbsent(stretch.tape(), tape -> new CoveredRanges());
        List<Lost> lost = new ArrayList<>();
        for (CoveredRanges.Reach reach : covered.missing(stretch.after(), stretch.through())) {
            of(stretch.tape(), reach.after(), reach.through(), lost);
        }
        covered.add(stretch.after(), stretch.through());
        return lost;
    }

    private void of(TapeName tape, Zxid after, Zxid through, List<Lost> lost) throws IOException {
        Zxid at = after;
        while (at.compareTo(through) < 0) {
            Zxid end = end(at, follow(target, tape, at, through));
            if (end.compareTo(through) >= 0) {
                return;
            }
            List<Link> leads = follow(source, tape, end, through);
            at = end;
            for (Link link : leads) {
                StoredPiece piece = link.piece().stored();
                if (!isGone(piece.key())) {
                    break;
                }
                lost.add(new Lost(piece.key(), Optional.of(piece)));
                at = link.through();
            }
            if (at.equals(end)) {
                nowhere(tape, end, leads).ifPresent(lost::add);
                return;
            }
        }
    }

    /** Pieces that stand there and are damaged are told of as such. */
    private Optional<Lost> nowhere(TapeName tape, Zxid at, List<Link> leads) throws IOException {
        ObjectKey key = layout.link(tape, at);
        return end(at, leads).equals(at) && isGone(key)
                ? Optional.of(new Lost(key, Optional.empty()))
                : Optional.empty();
    }

    private static Zxid end(Zxid at, List<Link> links) {
        Zxid end = links.isEmpty() ? at : links.get(links.size() - 1).through();
        return end.compareTo(at) > 0 ? end : at;
    }

    /** As far as a reader comes. */
    private List<Link> follow(Vault store, TapeName tape, Zxid after, Zxid through) throws IOException {
        Chain chain = new Chain(store, layout, tape);
        try {
            return chain.follow(after, through, Set.of());
        } catch (CorruptException | RefusedException | StoreException.NotFound noFurther) {
            return chain.taken();
        }
    }

    private boolean isGone(ObjectKey key) throws IOException {
        return target.list(key.value(), "")
                .next()
                .filter(one -> one.key().equals(key))
                .isEmpty();
    }
}
