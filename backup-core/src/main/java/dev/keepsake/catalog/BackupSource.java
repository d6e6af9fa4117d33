package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** One source's share of a backup, sent from the archive: its base, then every link through the backup's last transaction, and on request what is unproven. */
final class BackupSource implements ArtefactSource {

    private final Vault store;
    private final Layout layout;
    private final String node;
    private final Share share;
    private final boolean withUnproven;
    private final List<Leg> legs;
    private final Progress progress;
    private final PieceContents contents;
    private long done;

    BackupSource(Vault store, Layout layout, Manifest.NodeShare owned, boolean withUnproven, Progress progress) {
        this(store, layout, owned, withUnproven, List.of(), progress);
    }

    /** The same, whose links several tapes serve; nothing for its own tape alone. */
    BackupSource(
            Vault store,
            Layout layout,
            Manifest.NodeShare owned,
            boolean withUnproven,
            List<Leg> legs,
            Progress progress) {
        this.store = store;
        this.legs = List.copyOf(legs);
        this.withUnproven = withUnproven;
        this.share = owned.share();
        this.layout = layout;
        this.node = owned.node();
        this.progress = progress;
        this.contents = new PieceContents(store);
    }

    @Override
    public String name() {
        return share.source();
    }

    @Override
    public String type() {
        return share.type();
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        sink.begin(new TapeStart(TapeStart.Reason.FIRST, "restored from a backup", share.facts()));
        for (TapePiece piece : pieces()) {
            sink.receive(piece.artefact());
        }
        sink.describe(share.facts());
    }

    /** All that is sent, with where it stands: looked at, and not read yet. */
    List<TapePiece> pieces() throws IOException {
        done = 0;
        List<TapePiece> pieces = new ArrayList<>();
        Unproven unproven = withUnproven ? share.unproven() : null;
        Unproven.Snapshot snapshot = unproven == null ? null : unproven.base();
        if (snapshot == null) {
            addCommitted(pieces);
        } else {
            SealedPiece base = named(snapshot.piece(), "unproven base");
            pieces.add(piece(Artefact.Kind.BASE, base, snapshot.start(), snapshot.end()));
        }
        Unproven.Tail tail = unproven == null ? null : unproven.tail();
        if (tail != null) {
            SealedPiece piece = named(tail.piece(), "unproven tail");
            pieces.add(piece(Artefact.Kind.LINK, piece, tail.after(), tail.through()));
        }
        return pieces;
    }

    private void addCommitted(List<TapePiece> pieces) throws IOException {
        if (!share.provesAnything()) {
            throw new RefusedException("nothing in this share of " + share.source()
                    + " is proven to have been committed; it is restored only when that is asked for");
        }
        SealedPiece base = named(share.base(), share.wasWalked() ? "walk" : "base");
        pieces.add(piece(Artefact.Kind.BASE, base, share.baseStart(), share.baseEnd()));
        if (legs.isEmpty()) {
            for (Link link : links()) {
                pieces.add(piece(link, share.through()));
            }
        }
        for (int i = 0; i < legs.size(); i++) {
            add(legs.get(i), i == 0, pieces);
        }
    }

    /** A tape that was stepped over to begins behind the record that it and the one before hold alike. */
    private void add(Leg leg, boolean first, List<TapePiece> pieces) throws IOException {
        Zxid after = first ? share.replayAfter() : leg.after();
        Zxid reached = after;
        for (Link link : new TapeReader(store, layout, leg.tape()).chainThrough(after, leg.through())) {
            boolean within = !first && link.after().compareTo(after) < 0;
            pieces.add(piece(within ? link.from(after) : link, leg.through()));
            reached = link.through();
        }
        if (reached.compareTo(leg.through()) < 0) {
            throw new CorruptException("tape " + leg.tape() + " ends at " + reached + ", but goes on through "
                    + leg.through() + " by what was listed: the link after " + reached + " is missing");
        }
    }

    /** To whoever takes it, links that were rolled up are one link, which ends where it is needed to at the latest. */
    private TapePiece piece(Link link, Zxid needed) throws IOException {
        if (!link.isRun()) {
            return piece(Artefact.Kind.LINK, link.piece(), link.after(), link.through());
        }
        ObjectKey key = link.piece().stored().key();
        Zxid to = link.through().compareTo(needed) > 0 ? needed : link.through();
        Content content = () -> new Counted(contents.open(key, link.after(), to), link.piece());
        Artefact artefact = new Artefact(
                Artefact.Kind.LINK,
                link.after(),
                to,
                contents.length(link, to),
                link.piece().header().facts(),
                content);
        return new TapePiece(key.value(), artefact);
    }

    private SealedPiece named(StoredPiece piece, String what) throws IOException {
        try {
            return new SealedPiece(piece, SealedPiece.header(store, piece.key()));
        } catch (StoreException.NotFound e) {
            throw new CorruptException("the " + what + " of this backup is gone: " + e.getMessage(), e);
        }
    }

    /** The links that the backup needs; one that reaches beyond it is sent whole, and the sink stops where it was told. */
    private List<Link> links() throws IOException {
        if (share.through().equals(share.replayAfter())) {
            return List.of();
        }
        TapeReader tape = new TapeReader(store, layout, new TapeName(node, share.source(), share.tape()));
        List<Link> links = tape.chainThrough(share.replayAfter(), share.through());
        Zxid reached = links.isEmpty()
                ? share.replayAfter()
                : links.get(links.size() - 1).through();
        if (reached.compareTo(share.through()) < 0) {
            throw new CorruptException(
                    "the tape of this backup ends at " + reached + ", but the backup goes on through " + share.through()
                            + ": the link after " + reached + " is missing");
        }
        return links;
    }

    private TapePiece piece(Artefact.Kind kind, SealedPiece piece, Zxid from, Zxid to) {
        Content content = () -> new Counted(NamedInput.open(store, piece.stored()), piece);
        return new TapePiece(
                piece.stored().key().value(),
                new Artefact(
                        kind, from, to, piece.header().length(), piece.header().facts(), content));
    }

    private long total() {
        Unproven unproven = share.unproven();
        long more = withUnproven && unproven != null ? unproven.bytes() : 0;
        return share.base().bytes() + share.linkBytes() + more;
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }

    /** Tells the progress. */
    private final class Counted extends FilterInputStream {

        private final SealedPiece piece;
        private final long before = done;
        private long read;

        Counted(InputStream in, SealedPiece piece) {
            super(in);
            this.piece = piece;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int got = super.read(bytes, offset, count);
            read += Math.max(0, got);
            long length = Math.max(1, piece.header().length());
            done = before + (long) ((double) piece.stored().bytes() * Math.min(read, length) / length);
            progress.at(share.source(), done, total());
            return got;
        }
    }
}
