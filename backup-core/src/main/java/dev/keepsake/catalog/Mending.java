package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings back what is damaged in one place of an archive, or gone there, from another one. Everything that both have is read
 * to its end there; what is whole stays as it is, also where it is another object than the one here. What is put back is what
 * the backups that are listed there name, and a manifest only where all that it names is there and whole by then.
 */
final class Mending {

    private final Vault source;
    private final Vault target;
    private final Layout layout;
    private final Carrier carrier;
    private final boolean onlyPlanned;
    private final Progress progress;
    private final List<Copier.Mended> mended = new ArrayList<>();
    private final Map<TapeName, Optional<String>> forks = new HashMap<>();
    private Inventory here = new Inventory();
    private Inventory there = new Inventory();
    private long read;
    private long all;

    /** Puts something into the target. */
    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    Mending(Vault source, Vault target, Layout layout, boolean onlyPlanned, Progress progress) {
        this.source = source;
        this.target = target;
        this.layout = layout;
        this.carrier = new Carrier(source, target);
        this.onlyPlanned = onlyPlanned;
        this.progress = progress;
    }

    List<Copier.Mended> run() throws IOException {
        new CopyRoot(source, target, layout).prepare(onlyPlanned);
        here = Inventory.of(source, layout);
        there = Inventory.of(target, layout);
        Named named = Named.in(target, layout, there);
        List<StoredObject> both = Stream.of(layout.cluster() + "/", Layout.UPGRADES, Layout.KEYRINGS)
                .flatMap(prefix -> here.below(prefix).stream())
                .filter(object -> there.size(object.key()).isPresent() && !isOfOnePlace(object.key()))
                .toList();
        all = both.stream().mapToLong(StoredObject::size).sum();
        for (StoredObject object : both) {
            if (!isManifest(object.key())) {
                look(object, named.piece(object.key()));
            }
        }
        for (Named.Entry lacked : named.lackedBy(there)) {
            bringBack(lacked.piece(), lacked.manifest());
        }
        LostLinks links = new LostLinks(source, target, layout);
        for (Named.Stretch stretch : named.stretches()) {
            for (LostLinks.Lost lost : links.of(stretch)) {
                bringBack(lost, stretch, named);
            }
        }
        // last, since with it a backup is listed, which its pieces must not come behind
        for (StoredObject object : both) {
            if (isManifest(object.key())) {
                look(object, Optional.empty());
            }
        }
        return mended;
    }

    /** Caches and marks, which every place makes for itself. */
    private boolean isOfOnePlace(ObjectKey key) {
        String name = key.value();
        return Stream.of("index/", "prune/", "tomb/").anyMatch(own -> name.startsWith(layout.cluster() + "/" + own));
    }

    private boolean isManifest(ObjectKey key) {
        return key.value().startsWith(layout.manifests());
    }

    private void look(StoredObject object, Optional<StoredPiece> named) throws IOException {
        try {
            Optional<Carrier.Flaw> flaw = carrier.flaw(object.key(), named);
            if (flaw.isPresent()) {
                mended.add(new Copier.Mended(
                        object.key(),
                        flaw.get().kind(),
                        flaw.get().words(),
                        mend(object, flaw.get().kind(), named)));
            }
        } catch (StoreException.NotFound pruned) {
            // what needs it is no longer listed there either
        }
        read += object.size();
        progress.at("look", read, all);
    }

    private String mend(StoredObject object, Copier.Mended.Kind kind, Optional<StoredPiece> named) throws IOException {
        return kind == Copier.Mended.Kind.DAMAGED
                ? trouble(() -> {
                    requireFits(object, named);
                    if (isManifest(object.key())) {
                        makeReady(manifest(object.key()));
                    }
                    carrier.replaceDamaged(object.key(), named);
                })
                : advice(object, kind, named);
    }

    /** Nothing whole is replaced; somebody is told to delete it only where the next run would put another in its place. */
    private String advice(StoredObject object, Copier.Mended.Kind kind, Optional<StoredPiece> named)
            throws IOException {
        try {
            if (kind == Copier.Mended.Kind.FOREIGN && carrier.isSame(object.key())) {
                return "it has the same bytes in the source: leave it there. Whom to trust is told by --trust, or by"
                        + " trusted-signers in the configuration; where whoever signed it is to be trusted, name that"
                        + " signer, too";
            }
            carrier.requireGood(object.key(), named);
            requireFits(object, named);
            return "only what is damaged is replaced. Another one in the source is whole and fits; where that is what"
                    + " belongs there, delete this one there and copy with --mend again";
        } catch (CorruptException
                | RefusedException
                | StoreException.Denied
                | StoreException.NotFound
                | StoreException.AlreadyExists nothingBetter) {
            return "leave it there, since the source has nothing to put in its place: " + nothingBetter.getMessage();
        }
    }

    /** What is put in an object's place is what belongs there, besides being what is named. */
    private void requireFits(StoredObject object, Optional<StoredPiece> named) throws IOException {
        if (isManifest(object.key())) {
            requireRestorable(object.key());
        } else if (named.isEmpty()) {
            requireJoins(object);
        }
    }

    /** Why it could not be done; empty where it was, or where that is only planned. */
    private String trouble(Deed deed) throws IOException {
        try {
            if (!onlyPlanned) {
                deed.run();
            }
            return "";
        } catch (CorruptException
                | RefusedException
                | StoreException.Denied
                | StoreException.NotFound
                | StoreException.AlreadyExists ofThisOne) {
            return String.valueOf(ofThisOne.getMessage());
        }
    }

    private void requireRestorable(ObjectKey key) throws IOException {
        Manifest manifest = manifest(key);
        new Tombs(target, layout).requireNone(manifest.parts());
        try {
            new NeededThere(target, layout, carrier).require(manifest);
        } catch (CorruptException | StoreException.NotFound lacking) {
            throw new CorruptException(
                    "what backup " + manifest.id()
                            + " needs is not all there and whole, so that it is not listed there again: "
                            + lacking.getMessage(),
                    lacking);
        }
    }

    private Manifest manifest(ObjectKey key) throws IOException {
        BackupId id = Layout.manifestId(key)
                .orElseThrow(() -> new RefusedException(key + " is not the key of a backup's manifest"));
        return Manifest.own(source, id, layout.cluster(), key, Json.bytes(source, key));
    }

    /** What whoever puts a manifest does just before; since the first look for tombs hours may have passed. */
    private void makeReady(Manifest manifest) throws IOException {
        Optional<Locks> locks = target.locks();
        if (locks.isPresent()) {
            new Relocking(target, layout, locks.get()).need(manifest);
        }
        new Tombs(target, layout).requireNone(manifest.parts());
    }

    /** A link that no record names is of the same tape only where the next one there begins at its end. */
    private void requireJoins(StoredObject object) throws IOException {
        Optional<Zxid> after = Layout.linkAfter(object.key());
        Optional<TapeName> tape = layout.tapeOf(object.key());
        if (after.isEmpty() || tape.isEmpty()) {
            return;
        }
        Zxid through = Link.look(source, object).through();
        Optional<StoredObject> next = there.links(layout, tape.get()).stream()
                .filter(link -> link.key().compareTo(object.key()) > 0)
                .findFirst();
        if (next.isPresent()
                && !Layout.linkAfter(next.get().key()).equals(Optional.of(through))
                && here.size(next.get().key()).isEmpty()) {
            throw new StoreException.AlreadyExists(object.key() + " in " + source.location() + " ends at " + through
                    + ", and the next link in " + target.location() + " is "
                    + next.get().key()
                    + ": somebody went on with the tape there, and what stood here was another one");
        }
    }

    private void bringBack(LostLinks.Lost lost, Named.Stretch stretch, Named named) throws IOException {
        Optional<String> without =
                lost.piece().isPresent() ? fork(stretch.tape()) : Optional.of("the source has none either");
        if (without.isEmpty()) {
            bringBack(named.piece(lost.key()).or(lost::piece).orElseThrow(), stretch.manifest());
        } else if (!isGone(stretch.manifest())) {
            gone(lost.key(), stretch.manifest(), without.get());
        }
    }

    /** To a tape that somebody went on with there nothing is added. */
    private Optional<String> fork(TapeName tape) throws IOException {
        if (!forks.containsKey(tape)) {
            CopyRun listed = new CopyRun(source, target, layout, onlyPlanned, Progress.NONE);
            listed.look();
            forks.put(tape, new Fork(listed, tape).reason());
        }
        return forks.getOrDefault(tape, Optional.empty());
    }

    private void bringBack(StoredPiece piece, ObjectKey manifest) throws IOException {
        if (!isGone(piece.key()) || isGone(manifest)) {
            return; // came or went with its backup since both were listed
        }
        gone(
                piece.key(),
                manifest,
                trouble(() -> carrier.carry(new StoredObject(piece.key(), piece.bytes()), Optional.of(piece))));
    }

    private void gone(ObjectKey key, ObjectKey manifest, String trouble) {
        mended.add(new Copier.Mended(key, Copier.Mended.Kind.GONE, manifest + " there needs it", trouble));
    }

    private boolean isGone(ObjectKey key) throws IOException {
        return target.list(key.value(), "")
                .next()
                .filter(one -> one.key().equals(key))
                .isEmpty();
    }
}
