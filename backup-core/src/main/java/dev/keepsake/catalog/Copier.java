package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Copies backups, and what leads to the moments between them, to another place: byte for byte, so that the copy is the same
 * archive, and no private key is needed. A backup is listed there when all that it needs is there and whole. Nothing there is
 * replaced or removed. A copy that ended anywhere is gone on with by the next one.
 */
public final class Copier {

    private final Vault source;
    private final Vault target;
    private final Layout layout;

    Copier(Vault source, Vault target, Layout layout) {
        this.source = source;
        this.target = target;
        this.layout = layout;
    }

    /**
     * What to copy.
     *
     * @param backups these, and what they need; if there are none, all that there is
     * @param onlyPlanned whether it is only found out what would be copied
     */
    public record Request(Set<BackupId> backups, boolean onlyPlanned) {

        /** Keeps its own copy. */
        public Request {
            backups = Set.copyOf(backups);
        }

        boolean isAll() {
            return backups.isEmpty();
        }
    }

    /**
     * Copies.
     *
     * @throws RefusedException when the target is or holds something else than a copy of this archive
     * @throws StoreException when one of the two stores does not do its part; the next run goes on
     */
    public CopyReport copy(Request request, Progress progress) throws IOException {
        CopyRun run = new CopyRun(source, target, layout, request.onlyPlanned(), progress);
        root(run);
        run.look();
        identity(run);
        Work work = new Work(run);
        List<CopyReport.OfBackup> backups = new ArrayList<>();
        List<BackupId> ids = ids(run, request);
        expect(run, request);
        for (BackupId id : ids) {
            backups.add(work.copy(id, request.isAll()));
        }
        if (request.isAll()) {
            for (TapeName tape : tapes(run)) {
                work.tape(tape).rest();
            }
        }
        return run.report(backups);
    }

    private void expect(CopyRun run, Request request) {
        if (request.isAll()) {
            run.expects(run.atSource().below(layout.cluster() + "/").stream()
                    .filter(object -> run.atTarget().size(object.key()).isEmpty())
                    .mapToLong(StoredObject::size)
                    .sum());
        }
    }

    private List<TapeName> tapes(CopyRun run) {
        return run.atSource().tapes(layout).stream()
                .sorted(Comparator.comparing(TapeName::node)
                        .thenComparing(TapeName::source)
                        .thenComparing(TapeName::id))
                .toList();
    }

    /** Newest first, so that what is worth most is there when something ends the copy. */
    private List<BackupId> ids(CopyRun run, Request request) throws IOException {
        TreeMap<BackupId, ObjectKey> listed = new TreeMap<>(Comparator.reverseOrder());
        for (StoredObject object : run.atSource().below(layout.manifests())) {
            Layout.manifestId(object.key()).ifPresent(id -> listed.put(id, object.key()));
        }
        for (BackupId id : request.backups()) {
            if (!listed.containsKey(id)) {
                throw new StoreException.NotFound("there is no backup " + id + " of cluster " + layout.cluster()
                        + " in " + source.location() + "; 'keepsake list' shows what there is");
            }
        }
        return listed.keySet().stream()
                .filter(id -> request.isAll() || request.backups().contains(id))
                .toList();
    }

    /** The target is this archive, or nothing yet. */
    private void root(CopyRun run) throws IOException {
        String archive = Json.read(source, Layout.ARCHIVE, ArchiveRecord.class).archive();
        try {
            String there =
                    Json.read(target, Layout.ARCHIVE, ArchiveRecord.class).archive();
            if (!there.equals(archive)) {
                throw new RefusedException(
                        target.location() + " holds archive " + there + ", and not a copy of archive "
                                + archive + " in " + source.location()
                                + ": two archives are never mixed. Name another prefix or directory for the copy");
            }
            Upgrade.requireAppendable(target);
        } catch (StoreException.NotFound none) {
            requireEmpty();
            if (!run.isOnlyPlanned()) {
                // first of all, so that nobody else makes an archive here meanwhile
                SurePut.putIfAbsent(target, Layout.ARCHIVE, Json.bytes(source, Layout.ARCHIVE));
            }
        }
    }

    private void requireEmpty() throws IOException {
        Optional<StoredObject> first =
                target.list("", "").next().filter(one -> !one.key().equals(Layout.README));
        if (first.isPresent()) {
            throw new RefusedException(
                    target.location() + " is neither empty nor an archive: it has no keepsake.json, but "
                            + first.get().key() + ". Name a prefix or directory of its own for the copy");
        }
    }

    /** Who may read and restore it: keyrings, upgrades, and which epochs were given to restored ensembles. */
    private void identity(CopyRun run) throws IOException {
        if (!run.isOnlyPlanned()) {
            Readme.put(target);
        }
        for (String prefix : List.of(Layout.UPGRADES, Layout.KEYRINGS, layout.restores())) {
            run.note(run.bring(run.atSource().below(prefix).stream()
                    .map(CopyRun.Wanted::of)
                    .toList()));
        }
    }

    /** The backups of one copy. */
    private final class Work {

        private final CopyRun run;
        private final Map<TapeName, TapeCopy> tapes = new HashMap<>();

        Work(CopyRun run) {
            this.run = run;
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
                    requireSize(key, run.atSource().size(key).orElse(there.get()), there.get());
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

        private void requireSize(ObjectKey key, long here, long there) throws StoreException {
            if (here != there) {
                throw run.taken(key, "has " + there + " bytes there", here + " bytes in the source");
            }
        }

        private void copy(BackupId id, ObjectKey key) throws IOException {
            byte[] bytes = Json.bytes(source, key);
            Manifest manifest = Manifest.own(source, id, layout.cluster(), key, bytes);
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

        private void commit(Manifest manifest, byte[] bytes) throws IOException {
            try {
                new Commit(target, layout).put(manifest, bytes);
            } catch (RefusedException tombed) {
                throw new RefusedException("it is not listed in the target, where a prune is about to remove something"
                        + " that it needs, and cannot know of it yet; copy again in a week: " + tombed.getMessage());
            }
        }

        private void pieces(Part part) throws IOException {
            Map<ObjectKey, IOException> failed = run.bring(
                    Needs.pieces(part).stream().map(CopyRun.Wanted::of).toList());
            for (IOException first : failed.values()) {
                throw first;
            }
        }

        /** What else there is of a backup: its parts, who holds it, and what was proven of it. */
        private void beside(BackupId id) throws IOException {
            for (String prefix : List.of(layout.parts(id), layout.holds(id), layout.proofs(id))) {
                Map<ObjectKey, IOException> failed = run.bring(run.atSource().below(prefix).stream()
                        .filter(object -> !isClaim(id, object.key()))
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
}
