package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the newest snapshot that can be a base: whole, holding nothing uncommitted, and followed by proven records past
 * the end of its fuzzy window.
 *
 * <p>A snapshot on a server's disk may hold transactions that never committed: a would-be leader writes one before it has
 * a quorum ({@code Leader.lead}), and TRUNC cuts logs only. So a base's zxid must be that of a record in the log, or the
 * log must go on with the very next counter of the same epoch, which only a leader of that epoch could have issued. One
 * with counter 0 is clean by its name, which is given only when the leader of that epoch is established.
 */
final class BaseFinder {

    private final PinnedFiles files;
    private final ServerStatus status;
    private final StepRule rule;
    private final WindowRule windows;
    private boolean mayServeLater;
    private @Nullable String awaited;
    private final List<String> rejected = new ArrayList<>();

    /**
     * A snapshot that can be a base.
     *
     * @param end the end of its window
     * @param run the records from its start on, inclusive where the log has that record
     */
    record Found(SnapshotFile snapshot, Zxid end, Captured run) {}

    BaseFinder(PinnedFiles files, ServerStatus status, StepRule rule, WindowRule windows) {
        this.files = files;
        this.status = status;
        this.rule = rule;
        this.windows = windows;
    }

    /** The newest usable snapshot, for a tape that begins with it. */
    Optional<Found> newest() throws IOException {
        return find(new Zxid(0), true);
    }

    /** The snapshot with this start, if it is there and can be a base; where it cannot, it counts as not looked at. */
    Optional<Found> at(Zxid start) throws IOException {
        for (PinnedFiles.Pinned candidate : files.snapshots()) {
            if (candidate.zxid().equals(start)) {
                Optional<Found> found = examine(candidate, true);
                rejected.clear();
                mayServeLater = false;
                awaited = null;
                return found;
            }
        }
        return Optional.empty();
    }

    /** The newest usable snapshot above a zxid, whose own record must stand on the tape that it joins. */
    Optional<Found> newestAbove(Zxid zxid) throws IOException {
        return find(zxid, false);
    }

    /** Why each snapshot looked at was not taken, newest first. */
    List<String> rejected() {
        return rejected;
    }

    /** Whether one was turned down only because what is known now does not reach past its window yet. */
    boolean mayServeLater() {
        return mayServeLater;
    }

    private Optional<Found> find(Zxid above, boolean beginsTape) throws IOException {
        for (int i = files.snapshots().size() - 1; i >= 0; i--) {
            PinnedFiles.Pinned candidate = files.snapshots().get(i);
            if (!beginsTape && candidate.zxid().compareTo(above) <= 0) {
                return noneYet();
            }
            if (awaited == null || windows.knows(candidate)) {
                Optional<Found> found = examine(candidate, beginsTape);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return noneYet();
    }

    /**
     * A snapshot that only lacks a newer answer is worth a wait. Where a server writes them faster than tries follow each
     * other, the newest one always does, and one that an earlier try asked about is as good.
     */
    private Optional<Found> noneYet() throws NotYetException {
        if (awaited != null) {
            throw new NotYetException(awaited);
        }
        return Optional.empty();
    }

    private Optional<Found> examine(PinnedFiles.Pinned candidate, boolean beginsTape) throws IOException {
        if (candidate.zxid().compareTo(status.zxid()) > 0) {
            return reject(candidate, "is newer than the committed " + status.zxid());
        }
        SnapshotFile snapshot;
        try {
            snapshot = SnapshotFile.verify(candidate);
        } catch (CorruptException e) {
            return reject(candidate, "is not whole: " + e.getMessage());
        }
        Zxid end = windows.endOf(snapshot);
        if (end.compareTo(status.zxid()) > 0) {
            if (windows.mayBeSooner() && snapshot.facts().lastZxid().isEmpty()) {
                return await(candidate, end);
            }
            mayServeLater = true;
            return reject(candidate, "was still being written after " + status.zxid());
        }
        Optional<Captured> run = runFrom(snapshot, end, beginsTape);
        if (run.isEmpty()) {
            return reject(
                    candidate,
                    "has no place in the server's logs, so nothing says that it holds only what was committed");
        }
        if (run.get().unproven() != null) {
            return reject(
                    candidate,
                    "leads only to a step that is not proven: " + run.get().whyBroken());
        }
        if (!reaches(snapshot, run.get())) {
            return reject(
                    candidate,
                    "leads only to " + run.get().through() + ", and nothing proves that this is all there is through "
                            + status.zxid() + ": its leader may have brought the server up to date without logging");
        }
        if (!serves(run.get(), end)) {
            mayServeLater = true;
            return reject(
                    candidate, "needs transactions through " + end + " and at least one more, which are not there yet");
        }
        return Optional.of(new Found(snapshot, normal(end, run.get()), run.get()));
    }

    private Optional<Found> await(PinnedFiles.Pinned candidate, Zxid end) {
        awaited = "nothing in " + candidate.name() + " says when it was finished, and the server had got to " + end
                + " when it was seen whole, later than the " + status.zxid()
                + " that this reading goes through; run again";
        return Optional.empty();
    }

    private boolean reaches(SnapshotFile snapshot, Captured run) throws IOException {
        LogRecord last = run.last();
        Optional<TxnDigest> digest =
                last == null ? snapshot.digest() : DecodedTxn.of(last).digest();
        return rule.provesNothingBetween(run.through(), digest, status.zxid());
    }

    /** The records from the snapshot's own one on; empty when the snapshot has no proven place among them. */
    private Optional<Captured> runFrom(SnapshotFile snapshot, Zxid end, boolean beginsTape) throws IOException {
        Zxid start = snapshot.file().zxid();
        LogWalk walk = LogWalk.before(files, rule, start);
        @Nullable LogRecord before = null;
        Optional<LogWalk.Step> step = walk.next();
        while (step.isPresent() && step.get().record().zxid().compareTo(start) < 0) {
            before = step.get().record();
            step = walk.next();
        }
        LogWalk.Step first = step.orElse(null);
        Captured.Place place = first == null
                ? new Captured.Place(files.logCovering(start), 0)
                : new Captured.Place(first.log(), first.offset());
        if (first != null && first.record().zxid().equals(start)) {
            return Optional.of(new RunReader(walk, status.zxid()).read(new Zxid(start.value() - 1), first, place, end));
        }
        if (!placed(snapshot, before, first, beginsTape)) {
            return Optional.empty();
        }
        return Optional.of(new RunReader(walk, status.zxid()).read(start, first, place, end));
    }

    private boolean placed(
            SnapshotFile snapshot, @Nullable LogRecord before, LogWalk.@Nullable Step first, boolean beginsTape)
            throws IOException {
        Zxid start = snapshot.file().zxid();
        if (start.value() == 0) {
            return beginsTape && (first == null || rule.provesFromEmpty(first.record(), snapshot.digest()));
        }
        if (start.counter() == 0) {
            return beginsTape
                    ? first == null || rule.provesAfterElection(snapshot, first.record())
                    : first != null && before != null && first.proven() && agrees(snapshot, before);
        }
        // before 3.5.5 a snapshot may hold the first half of the multi at its own zxid, so that record must be replayed
        if (beginsTape && first == null && isAllThereIs(start)) {
            return true;
        }
        return beginsTape
                && first != null
                && (status.atLeast(3, 5, 5) || isOfNewVersion(snapshot))
                && first.record().zxid().value() == start.value() + 1;
    }

    /**
     * Whether a server that serves has got just to this snapshot, as after its leader sent it a state, and nothing was
     * written since. The number is then that of a committed transaction, and only one history leads to that.
     */
    private boolean isAllThereIs(Zxid start) {
        return status.mode() == ServerStatus.Mode.OBSERVER && status.atLeast(3, 5, 5) && start.equals(status.zxid());
    }

    /** What stopped servers' versions were only their files can tell: digests stand in those of 3.6 and later. */
    private boolean isOfNewVersion(SnapshotFile snapshot) {
        return status.isOfUnknownVersion() && snapshot.facts().digest().isPresent();
    }

    /** Whether a snapshot taken before the first transaction of an epoch holds the tree of the record before it. */
    private static boolean agrees(SnapshotFile snapshot, LogRecord before) throws IOException {
        Optional<TxnDigest> digest = DecodedTxn.of(before).digest();
        return digest.isPresent() && digest.equals(snapshot.digest()) && snapshot.digestIsOf(before.zxid());
    }

    /**
     * A tree is changed before its zxid is raised, so half of the transaction behind the window may be inside: a base
     * serves what lies behind its window, or its very end when the log held nothing more after the seal was seen.
     */
    private static boolean serves(Captured run, Zxid end) {
        boolean endIsThere = run.sawWatched() || end.counter() == 0;
        Zxid normal = normal(end, run);
        return endIsThere
                && (run.through().compareTo(normal) > 0 || (run.through().equals(normal) && !run.more()));
    }

    /** Counter 0 has no record: it counts as the one before it. */
    private static Zxid normal(Zxid end, Captured run) {
        return end.counter() == 0 && run.through().compareTo(end) < 0 ? run.through() : end;
    }

    private Optional<Found> reject(PinnedFiles.Pinned candidate, String reason) {
        rejected.add(candidate.name() + " " + reason);
        return Optional.empty();
    }
}
