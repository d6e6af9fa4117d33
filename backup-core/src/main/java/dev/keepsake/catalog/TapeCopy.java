package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies a tape, as a reader takes it: runs where there are any that are whole, links elsewhere. What was asked for once is
 * not looked at again.
 */
final class TapeCopy {

    /** A link that was listed and is gone was rolled up meanwhile, so it is listed again. */
    private static final int TRIES = 3;

    private final CopyRun run;
    private final TapeName tape;
    private final CoveredRanges covered = new CoveredRanges();
    private final Set<ObjectKey> useless = new HashSet<>();
    private final Optional<String> fork;

    TapeCopy(CopyRun run, TapeName tape) throws IOException {
        this.run = run;
        this.tape = tape;
        this.fork = new Fork(run, tape).reason();
    }

    /**
     * Has a range of transactions stand in the target, whole.
     *
     * @throws CorruptException when the source lacks any of it
     * @throws StoreException.AlreadyExists when the target has something else there
     */
    void need(Zxid after, Zxid through) throws IOException {
        for (CoveredRanges.Reach missing : covered.missing(after, through)) {
            List<Link> links = brought(missing.after(), missing.through());
            if (!run.isOnlyPlanned()) {
                requireSame(links, missing);
            }
        }
        covered.add(after, through);
    }

    private List<Link> brought(Zxid after, Zxid through) throws IOException {
        for (int tries = 1; ; tries++) {
            List<Link> links = new Chain(run.source, run.layout, tape).follow(after, through, useless);
            requireReaches(links, through, "the source");
            run.requireKeysOf(
                    links.stream().map(link -> link.piece().stored().key()).toList());
            Map<ObjectKey, IOException> failed = bring(links);
            if (failed.isEmpty()) {
                return links;
            }
            boolean mayHelp = tries < TRIES;
            for (Map.Entry<ObjectKey, IOException> one : failed.entrySet()) {
                boolean damagedRun = Layout.runRange(one.getKey()).isPresent()
                        && one.getValue() instanceof CorruptException
                        && useless.add(one.getKey());
                if (damagedRun) {
                    run.note(one.getKey().value(), one.getValue());
                    tries = 0; // its links may stand in for it, and there are only so many runs
                } else if (!mayHelp || !(one.getValue() instanceof StoreException.NotFound)) {
                    throw one.getValue();
                }
            }
        }
    }

    private Map<ObjectKey, IOException> bring(List<Link> links) throws IOException {
        List<CopyRun.Wanted> wanted = new ArrayList<>();
        for (Link link : links) {
            StoredPiece piece = link.piece().stored();
            StoredObject object = new StoredObject(piece.key(), piece.bytes());
            boolean there = run.atTarget().size(piece.key()).isPresent();
            requireNoFork(run.isThere(object));
            // what is there is compared when the tape is followed in the target
            wanted.add(there ? CopyRun.Wanted.of(object) : CopyRun.Wanted.of(piece));
        }
        return run.bring(wanted);
    }

    private void requireNoFork(boolean there) throws StoreException.AlreadyExists {
        if (!there && fork.isPresent()) {
            throw new StoreException.AlreadyExists(fork.get());
        }
    }

    /** The last look before a backup is listed in the target: a reader finds there what it finds in the source. */
    private void requireSame(List<Link> links, CoveredRanges.Reach reach) throws IOException {
        List<Link> there;
        try {
            there = new Chain(run.target, run.layout, tape).follow(reach.after(), reach.through(), Set.of());
            requireReaches(there, reach.through(), "the target");
        } catch (CorruptException damaged) {
            throw new StoreException.AlreadyExists("what the target holds of tape " + tape
                    + " cannot be used, and nothing there is ever replaced: " + damaged.getMessage()
                    + ". Delete there what is damaged, and copy again");
        }
        Map<ObjectKey, StoredPiece> pieces = new HashMap<>();
        links.forEach(
                link -> pieces.put(link.piece().stored().key(), link.piece().stored()));
        for (Link link : there) {
            StoredPiece stored = link.piece().stored();
            StoredPiece here = pieces.getOrDefault(stored.key(), stored);
            if (!here.equals(stored)) {
                throw run.taken(
                        stored.key(), "has SHA-256 " + stored.sha256() + " there", here.sha256() + " in the source");
            }
        }
    }

    private void requireReaches(List<Link> links, Zxid through, String where) throws CorruptException {
        Zxid reached =
                links.isEmpty() ? new Zxid(0) : links.get(links.size() - 1).through();
        if (reached.compareTo(through) < 0) {
            throw new CorruptException("tape " + tape + " in " + where + " ends at " + reached
                    + ", but a backup goes on through " + through + ": the link after " + reached + " is missing");
        }
    }

    /** Copies all that the source keeps of it: what leads to moments between and behind backups. What cannot be had is noted. */
    void rest() throws IOException {
        Inventory source = run.atSource();
        List<StoredObject> runs = new ArrayList<>(source.runs(run.layout, tape));
        runs.removeIf(one -> useless.contains(one.key()));
        Set<ObjectKey> bad = pieces(source.links(run.layout, tape), runs);
        if (runs.removeIf(one -> bad.contains(one.key()))) {
            pieces(source.links(run.layout, tape), runs);
        }
        beside();
    }

    /** Those that a reader of the whole tape takes; gives what could not be copied. */
    private Set<ObjectKey> pieces(List<StoredObject> links, List<StoredObject> runs) throws IOException {
        List<CopyRun.Wanted> wanted = new ArrayList<>();
        for (Course.Step step : new Course(links, runs).all()) {
            add(wanted, step.object());
        }
        run.atSource().below(run.layout.bases(tape)).forEach(base -> add(wanted, base));
        if (fork.isPresent()) {
            if (wanted.removeIf(one -> !run.isThere(one.object()))) {
                run.note(run.layout.tape(tape), new StoreException.AlreadyExists(fork.get()));
            }
        }
        Map<ObjectKey, IOException> failed = run.bring(wanted);
        failed.entrySet().removeIf(one -> one.getValue() instanceof StoreException.NotFound);
        run.note(failed);
        return failed.keySet();
    }

    private void add(List<CopyRun.Wanted> wanted, StoredObject object) {
        if (!run.isCondemned(object.key()) && !run.isCondemnedThere(object.key())) {
            wanted.add(CopyRun.Wanted.of(object));
        }
    }

    /** Why it began, and where it has holes. */
    void beside() throws IOException {
        String prefix = run.layout.tape(tape);
        List<CopyRun.Wanted> wanted = new ArrayList<>();
        for (StoredObject object : run.atSource().below(prefix)) {
            boolean record = object.key().equals(run.layout.tapeJson(tape))
                    || Layout.removedRange(object.key()).isPresent();
            if (record) {
                add(wanted, object);
            }
        }
        Map<ObjectKey, IOException> failed = run.bring(wanted);
        failed.entrySet().removeIf(one -> one.getValue() instanceof StoreException.NotFound);
        run.note(failed);
    }
}
