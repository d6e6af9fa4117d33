package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Copies backups, each with all that it needs, of which several may need the same. */
final class BackupCopy {

    private final CopyRun run;
    private final Vault source;
    private final Layout layout;
    private final Set<BackupId> others;
    private final Map<TapeName, TapeCopy> tapes = new HashMap<>();
    private Optional<Relocking> locking;

    /** Of these backups. */
    BackupCopy(CopyRun run, List<BackupId> ids) throws IOException {
        this.run = run;
        this.source = run.source;
        this.layout = run.layout;
        this.others = others(ids);
        this.locking = locking();
    }

    /** Those that the target has otherwise: by their size alone many look the same. */
    private Set<BackupId> others(List<BackupId> ids) throws IOException {
        Set<BackupId> others = new HashSet<>();
        List<BackupId> there = ids.stream()
                .filter(id -> run.atTarget().size(layout.manifest(id)).isPresent())
                .toList();
        AtOnce.each(there, id -> run.isSame(layout.manifest(id)), (id, same) -> {
            if (!same.get()) {
                others.add(id);
            }
            return true;
        });
        return others;
    }

    private Optional<Relocking> locking() {
        return run.target.locks().map(locks -> new Relocking(run.target, layout, locks));
    }

    TapeCopy tape(TapeName name) throws IOException {
        TapeCopy tape = tapes.get(name);
        if (tape == null) {
            tape = new TapeCopy(run, name);
            tapes.put(name, tape);
        }
        return tape;
    }

    CopyReport.OfBackup copy(BackupId id, boolean ofAll) throws IOException {
        ObjectKey key = layout.manifest(id);
        Optional<Long> there = run.atTarget().size(key);
        if (there.isEmpty() && run.isCondemnedThere(key)) {
            return new CopyReport.OfBackup(id, CopyReport.Fate.CONDEMNED, "a prune of the target removes it there");
        }
        if (ofAll && there.isEmpty() && run.isCondemned(key)) {
            return new CopyReport.OfBackup(
                    id, CopyReport.Fate.CONDEMNED, "a prune of the source removes it; by its id it is copied");
        }
        try {
            if (there.isPresent()) {
                requireSame(id, key);
                beside(id);
                return new CopyReport.OfBackup(id, CopyReport.Fate.PRESENT, "");
            }
            copy(id, key);
            return new CopyReport.OfBackup(id, CopyReport.Fate.COPIED, "");
        } catch (CorruptException | RefusedException | StoreException.NotFound | StoreException.AlreadyExists why) {
            return leftOut(id, key, why);
        }
    }

    private CopyReport.OfBackup leftOut(BackupId id, ObjectKey key, IOException why) throws IOException {
        boolean gone = source.list(key.value(), "")
                .next()
                .filter(one -> one.key().equals(key))
                .isEmpty();
        if (gone) {
            return new CopyReport.OfBackup(id, CopyReport.Fate.GONE, "the source removed it meanwhile");
        }
        run.note("backup " + id, why);
        return new CopyReport.OfBackup(id, CopyReport.Fate.LEFT_OUT, String.valueOf(why.getMessage()));
    }

    private void requireSame(BackupId id, ObjectKey key) throws StoreException {
        if (others.contains(id)) {
            throw run.taken(key, "is that of another backup of this name there", "this one in the source");
        }
    }

    private void copy(BackupId id, ObjectKey key) throws IOException {
        byte[] bytes = Json.bytes(source, key);
        Manifest manifest = Manifest.own(source, id, layout.cluster(), key, bytes);
        requireNothingCondemnedThere(manifest);
        do {
            for (Part part : manifest.parts()) {
                needs(part);
            }
        } while (looksAgain()); // what took long may be gone again from where it was found
        beside(id);
        if (!run.isOnlyPlanned()) {
            commit(manifest, bytes);
        }
        run.stored(new StoredObject(key, bytes.length));
    }

    private boolean looksAgain() throws IOException {
        boolean again = run.look();
        if (again) {
            tapes.clear();
            locking = locking();
        }
        return again;
    }

    private void needs(Part part) throws IOException {
        pieces(part);
        for (Share share : part.shares()) {
            if (share.standsOnTape()) {
                TapeCopy tape = tape(new TapeName(part.node(), share.source(), share.tape()));
                tape.beside();
                tape.need(share.replayAfter(), share.through());
            }
        }
    }

    /** What was sent in vain would go with the next prune of the target, and come with the next copy. */
    private void requireNothingCondemnedThere(Manifest manifest) throws IOException {
        Tombs tombs = new Tombs(run.target, layout);
        for (Part part : manifest.parts()) {
            Optional<String> reason = tombs.naming(part, run.condemnedThere());
            if (reason.isPresent()) {
                throw notListed(reason.get());
            }
        }
    }

    private static RefusedException notListed(String reason) {
        return new RefusedException("it is not listed in the target, where a prune is about to remove something"
                + " that it needs, and cannot know of it yet; copy again in a week: " + reason);
    }

    private void commit(Manifest manifest, byte[] bytes) throws IOException {
        if (locking.isPresent()) {
            locking.get().need(manifest);
        }
        try {
            new Commit(run.target, layout).put(manifest, bytes, run.listedThere());
        } catch (RefusedException tombed) {
            throw notListed(String.valueOf(tombed.getMessage()));
        }
    }

    private void pieces(Part part) throws IOException {
        List<StoredPiece> pieces = Needs.pieces(part);
        run.requireKeysOf(pieces.stream().map(StoredPiece::key).toList());
        Map<ObjectKey, IOException> failed =
                run.bring(pieces.stream().map(CopyRun.Wanted::of).toList());
        for (IOException first : failed.values()) {
            throw first;
        }
    }

    /**
     * What else there is of a backup: its parts, who holds it, and what was proven of it. Of artefacts it has those that it
     * names; others are what tries left that came to nothing.
     */
    private void beside(BackupId id) throws IOException {
        for (String prefix : List.of(layout.parts(id), layout.holds(id), layout.proofs(id))) {
            Map<ObjectKey, IOException> failed = run.bring(run.atSource().below(prefix).stream()
                    .filter(object -> !isClaim(id, object.key()) && !Layout.isArtefact(object.key()))
                    .map(CopyRun.Wanted::of)
                    .toList());
            failed.values().removeIf(StoreException.NotFound.class::isInstance);
            run.note(failed);
        }
    }

    /** Who captures what of a slot is nothing that outlives it. */
    private boolean isClaim(BackupId id, ObjectKey key) {
        String name = key.value();
        return name.startsWith(layout.parts(id) + "claim-");
    }
}
