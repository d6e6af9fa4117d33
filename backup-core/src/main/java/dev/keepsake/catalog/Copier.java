package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
     * What was not in the target as it should be.
     *
     * @param damage what was wrong with it
     * @param trouble why it could not be mended; empty where it was, or where that was only planned
     */
    public record Mended(ObjectKey key, Kind kind, String damage, String trouble) {

        /** What was wrong with an object. */
        public enum Kind {
            /** Its bytes are not those that were written. */
            DAMAGED,
            /** A backup that is listed there cannot be restored without it, and it is not there. */
            GONE,
            /** Nobody who is trusted signed it; it is never replaced. */
            FOREIGN,
            /** It is whole, and not what a backup that is listed there names; it is never replaced. */
            OTHER
        }
    }

    /**
     * Replaces what is damaged in the target and whole in the source, and brings what is gone there of the backups that are
     * listed there; nothing else. All that both have is read.
     */
    public List<Mended> mend(boolean onlyPlanned, Progress progress) throws IOException {
        return new Mending(source, target, layout, onlyPlanned, progress).run();
    }

    /**
     * Copies.
     *
     * @throws RefusedException when the target is or holds something else than a copy of this archive
     * @throws StoreException when one of the two stores does not do its part; the next run goes on
     */
    public CopyReport copy(Request request, Progress progress) throws IOException {
        CopyRun run = new CopyRun(source, target, layout, request.onlyPlanned(), progress);
        new CopyRoot(source, target, layout).prepare(request.onlyPlanned());
        run.look();
        identity(run);
        List<BackupId> ids = ids(run, request);
        BackupCopy copy = new BackupCopy(run, ids);
        List<CopyReport.OfBackup> backups = new ArrayList<>();
        expect(run, request);
        for (BackupId id : ids) {
            backups.add(copy.copy(id, request.isAll()));
        }
        if (request.isAll()) {
            for (TapeName tape : tapes(run)) {
                copy.tape(tape).rest();
            }
        }
        new ToolCopy(run).copy();
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

    /** Who may read and restore it: keyrings, upgrades, and which epochs were given to restored ensembles; and who did what. */
    private void identity(CopyRun run) throws IOException {
        if (!run.isOnlyPlanned()) {
            Readme.put(target);
        }
        for (String prefix : List.of(Layout.UPGRADES, Layout.KEYRINGS, layout.restores(), Audit.prefix(layout))) {
            run.note(run.bring(run.atSource().below(prefix).stream()
                    .map(CopyRun.Wanted::of)
                    .toList()));
        }
        run.lookForKeys();
    }
}
