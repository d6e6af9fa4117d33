package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that one backup names, and what else the archive holds of the same transactions: other bases of its tapes, other
 * nodes' tapes. What is missing or is not what the backup names fails with where it stands.
 */
public final class Evidence {

    private final Vault store;
    private final Layout layout;
    private final Manifest manifest;
    private final Progress progress;
    private long done;

    Evidence(Vault store, Layout layout, Manifest manifest, Progress progress) {
        this.store = store;
        this.layout = layout;
        this.manifest = manifest;
        this.progress = progress;
    }

    /** Where the manifest stands. */
    public String manifestKey() {
        return layout.manifest(manifest.id()).value();
    }

    /** Where a node's part stands. */
    public String partKey(Part part) {
        return layout.part(manifest.id(), part.node()).value();
    }

    /** Reads a node's part, which must be as the manifest has it, but for what its node captured for all. */
    public void requirePart(Part part) throws IOException {
        ObjectKey key = layout.part(manifest.id(), part.node());
        if (!part.isJoinedFrom(store.vouched(key, Part.class))) {
            throw new CorruptException(key + " is not the part of " + part.node() + " that the manifest holds");
        }
    }

    /** Where it is said why the tape of a share began. */
    public String tapeKey(Manifest.NodeShare owned) {
        return layout.tapeJson(tape(owned)).value();
    }

    /** Reads why the tape of a share began. */
    public void requireTape(Manifest.NodeShare owned) throws IOException {
        ObjectKey key = layout.tapeJson(tape(owned));
        TapeRecord record = store.vouched(key, TapeRecord.class);
        if (!record.tape().equals(owned.share().tape())) {
            throw new CorruptException(
                    key + " is that of tape " + record.tape() + ": it was moved here from elsewhere");
        }
    }

    /**
     * What a restore of a share reads: its base and its links, looked at and not read yet. Reading one to its end fails
     * unless it is the object that the backup names.
     */
    public List<TapePiece> pieces(Manifest.NodeShare owned) throws IOException {
        return pieces(owned, progress);
    }

    /**
     * The objects that {@link #pieces} reads, by their keys alone, so that each of them can be looked at when some are
     * damaged.
     */
    public List<ObjectKey> objects(Manifest.NodeShare owned) throws IOException {
        Share share = owned.share();
        if (!share.standsOnTape()) {
            return List.of(share.base().key());
        }
        RolledUp tape = rolledUp(owned);
        Set<ObjectKey> keys = new LinkedHashSet<>();
        keys.add(share.base().key());
        if (share.through().compareTo(share.replayAfter()) > 0) {
            keys.addAll(tape.unrolled());
        }
        share.added().stream()
                .map(StoredPiece::key)
                .filter(key -> isWithin(share, key) && !tape.isRolledUp(key))
                .forEach(keys::add);
        return List.copyOf(keys);
    }

    /** What of a share's transactions was rolled up into runs. */
    public RolledUp rolledUp(Manifest.NodeShare owned) throws IOException {
        Share share = owned.share();
        return new RolledUp(store, layout, tape(owned), share.replayAfter(), share.through());
    }

    /** Whether a link that the backup's own run stored is one that a restore reads. */
    private static boolean isWithin(Share share, ObjectKey key) {
        return Layout.linkAfter(key)
                .filter(after -> after.compareTo(share.replayAfter()) >= 0 && after.compareTo(share.through()) < 0)
                .isPresent();
    }

    /** Whether a share is encrypted and this process has no private key, so that nobody here can see what it holds. */
    public boolean isLocked(Manifest.NodeShare owned) throws IOException {
        try {
            return !store.canOpen()
                    && SealedPiece.header(store, owned.share().base().key())
                            .protection()
                            .encrypted();
        } catch (CorruptException | StoreException.NotFound damaged) {
            return false; // which is found again by reading it
        }
    }

    /**
     * Reads an object to its end; it must be the one that the backup names, or else the one that its trailer states. Without a
     * private key what is encrypted is not opened.
     */
    public void requireWhole(Manifest.NodeShare owned, ObjectKey key) throws IOException {
        try (SealReader in = open(key)) {
            Seal seal = SealedPiece.readThrough(store, in);
            StoredPiece found = new StoredPiece(key, seal.bytes(), seal.sha256());
            Share share = owned.share();
            for (StoredPiece named : share.added()) {
                requireSame(named, found);
            }
            requireSame(share.base(), found);
            done += found.bytes();
            progress.at(share.source(), done, share.base().bytes() + share.linkBytes());
        }
    }

    private static void requireSame(StoredPiece named, StoredPiece found) throws CorruptException {
        if (named.key().equals(found.key()) && !named.equals(found)) {
            throw new CorruptException(found.key() + " is not the object that the backup names: it has " + found.bytes()
                    + " bytes and SHA-256 " + found.sha256() + ", by the manifest " + named.bytes() + " and "
                    + named.sha256());
        }
    }

    private List<TapePiece> pieces(Manifest.NodeShare owned, Progress watcher) throws IOException {
        List<TapePiece> pieces;
        try {
            pieces = new BackupSource(store, layout, owned, false, watcher).pieces();
        } catch (CorruptException e) {
            if (!owned.share().standsOnTape()) {
                throw e;
            }
            String links = layout.links(tape(owned));
            String message = String.valueOf(e.getMessage());
            throw message.contains(layout.tape(tape(owned))) ? e : new CorruptException(message + " below " + links, e);
        }
        if (!owned.share().standsOnTape()) {
            return pieces;
        }
        RolledUp tape = rolledUp(owned);
        for (StoredPiece added : owned.share().added()) {
            // what was rolled up is read with its run; it need not be there any more
            if (isWithin(owned.share(), added.key()) && !tape.isRolledUp(added.key())) {
                requireSame(
                        added,
                        SealedPiece.look(store, new StoredObject(added.key(), added.bytes()))
                                .stored());
            }
        }
        return pieces;
    }

    /** What a restore reads of a share with what is unproven in it. */
    public List<TapePiece> piecesWithUnproven(Manifest.NodeShare owned) throws IOException {
        return new BackupSource(store, layout, owned, true, progress).pieces();
    }

    /**
     * Bases on the tape of a share that can be compared with what it holds: all newer ones whose window ends with or
     * before it, and the next older one, newest first.
     */
    public List<OtherBase> otherBases(Manifest.NodeShare owned) throws IOException {
        Share share = owned.share();
        List<OtherBase> others = new ArrayList<>();
        for (StoredObject object : new TapeReader(store, layout, tape(owned)).basesNewestFirst()) {
            Zxid[] range = Layout.baseRange(object.key()).orElseThrow();
            boolean earlier = range[0].compareTo(share.baseStart()) < 0;
            boolean own = object.key().equals(share.base().key());
            if (!own && range[1].compareTo(share.through()) <= 0) {
                others.add(new OtherBase(object, range[0], range[1], earlier));
            }
            if (earlier) {
                break;
            }
        }
        return others;
    }

    /** Another base of the tape and the links that lead from it through a transaction, looked at and not read yet. */
    public List<TapePiece> pieces(Manifest.NodeShare owned, OtherBase other, Zxid through) throws IOException {
        Base base = Base.look(store, other.object());
        Share share = owned.share();
        Share from = new Share(
                share.source(),
                share.type(),
                share.tape(),
                base.piece().stored(),
                base.start(),
                base.end(),
                base.replayAfter(),
                through,
                0,
                0,
                0,
                share.facts(),
                List.of(),
                null);
        return pieces(new Manifest.NodeShare(owned.node(), from), Progress.NONE);
    }

    /** The tapes that nodes without a share of this source in the backup have within a range of transactions. */
    public List<Witness> others(String source, Zxid after, Zxid through) throws IOException {
        Set<String> known = manifest.shares().stream()
                .filter(owned -> owned.share().source().equals(source))
                .map(Manifest.NodeShare::node)
                .collect(Collectors.toCollection(HashSet::new));
        return new Onlookers(store, layout).of(source, known, after, through);
    }

    private SealReader open(ObjectKey key) throws IOException {
        try {
            return store.unseal(key);
        } catch (StoreException.NotFound gone) {
            throw new CorruptException(String.valueOf(gone.getMessage()), gone);
        }
    }

    private static TapeName tape(Manifest.NodeShare owned) {
        return new TapeName(owned.node(), owned.share().source(), owned.share().tape());
    }
}
