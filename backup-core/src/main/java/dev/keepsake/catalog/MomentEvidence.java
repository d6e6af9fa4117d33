package dev.keepsake.catalog;

import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the archive holds of a moment that was found: what leads there, and what all tapes say of these transactions. */
public final class MomentEvidence {

    private final Vault store;
    private final Layout layout;
    private final Progress progress;

    MomentEvidence(Vault store, Layout layout, Progress progress) {
        this.store = store;
        this.layout = layout;
        this.progress = progress;
    }

    /** What a restore of one of a moment's shares reads: its base and its links, looked at and not read yet. */
    public List<TapePiece> pieces(Chosen way, Manifest.NodeShare owned) throws IOException {
        return new BackupSource(store, layout, owned, false, way.legs(), progress).pieces();
    }

    /** What of a share's transactions was rolled up into runs, on each tape that serves some of them. */
    public List<RolledUp> rolledUp(Chosen way, Manifest.NodeShare owned) throws IOException {
        Share share = owned.share();
        if (way.legs().isEmpty()) {
            return List.of(new RolledUp(store, layout, owned.tape(), share.replayAfter(), share.through()));
        }
        List<RolledUp> tapes = new ArrayList<>();
        for (Leg leg : way.legs()) {
            Zxid after = tapes.isEmpty() ? share.replayAfter() : leg.after();
            tapes.add(new RolledUp(store, layout, leg.tape(), after, leg.through()));
        }
        return tapes;
    }

    /** All tapes of a source, as far as they hold anything within a range of transactions. */
    public List<Witness> witnesses(String source, Zxid after, Zxid through) throws IOException {
        return new Onlookers(store, layout).of(source, Set.of(), after, through);
    }
}
