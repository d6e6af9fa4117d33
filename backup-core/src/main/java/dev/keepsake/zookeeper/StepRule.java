package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * When one record is proven to follow another, with no committed transaction in between.
 *
 * <p>Within an epoch the counter says it. Across an epoch change it does not: a server that its leader brought up to date
 * by SNAP or TRUNC goes on with the first transaction of the new epoch, and what it missed is nowhere in its log
 * ({@code Learner.syncWithLeader} applies without logging). Such a sync always leaves a snapshot at its far end, so the
 * step is proven only when there is no such snapshot and purge cannot have removed one.
 */
final class StepRule implements LogWalk.Judge {

    private final PinnedFiles files;
    private final boolean stopped;
    private final Set<Zxid> doubted = new HashSet<>();

    StepRule(PinnedFiles files) {
        this(files, false);
    }

    private StepRule(PinnedFiles files, boolean stopped) {
        this.files = files;
        this.stopped = stopped;
    }

    /** For files that no server will ever write or purge again. */
    static StepRule ofStopped(PinnedFiles files) {
        return new StepRule(files, true);
    }

    /** From now on nothing proves the step to this record, since another server's log tells of an earlier one before it. */
    void doubt(Zxid next) {
        doubted.add(next);
    }

    @Override
    public boolean endsAtStepBack() {
        return stopped;
    }

    /**
     * Whether {@code next} is proven to follow {@code before}.
     *
     * @param damageBetween whether a file ended in damage between the two, which could have held more
     */
    @Override
    public boolean proves(LogRecord before, LogRecord next, boolean damageBetween) throws IOException {
        if (next.zxid().epoch() == before.zxid().epoch()) {
            return next.zxid().counter() == before.zxid().counter() + 1;
        }
        return next.zxid().epoch() > before.zxid().epoch()
                && next.zxid().counter() == 1
                && !damageBetween
                && !doubted.contains(next.zxid())
                && provesEpochChange(
                        before.zxid(),
                        DecodedTxn.of(before).digest(),
                        next.zxid().epoch());
    }

    /** The same for the first record of all, which follows the empty tree of {@code snapshot.0}. */
    boolean provesFromEmpty(LogRecord next, Optional<TxnDigest> digest) throws IOException {
        return next.zxid().counter() == 1
                && provesEpochChange(new Zxid(0), digest, next.zxid().epoch());
    }

    /**
     * Whether a record is proven to follow a snapshot with counter 0. Such a name is given only once the leader of its
     * epoch is established ({@code Leader.startZkServer}), so everything in the snapshot is committed.
     */
    boolean provesAfterElection(SnapshotFile snapshot, LogRecord next) throws IOException {
        Zxid start = snapshot.file().zxid();
        return next.zxid().counter() == 1
                && (next.zxid().epoch() == start.epoch()
                        || (next.zxid().epoch() > start.epoch()
                                && provesEpochChange(
                                        start, snapshot.digest(), next.zxid().epoch())));
    }

    /**
     * Whether nothing was committed behind {@code through} by a server that vouches for {@code committed}: when its
     * epoch has no transaction yet, the log alone does not say whether it holds the ones before.
     */
    boolean provesNothingBetween(Zxid through, Optional<TxnDigest> digest, Zxid committed) throws IOException {
        return committed.counter() != 0
                || through.compareTo(committed) >= 0
                || provesEpochChange(through, digest, committed.epoch());
    }

    private boolean provesEpochChange(Zxid before, Optional<TxnDigest> digest, long epoch) throws IOException {
        Zxid far = Zxid.of(epoch, 0);
        boolean witnessKept = false;
        for (Zxid snapshot : files.snapshotNames()) {
            if (snapshot.compareTo(before) <= 0) {
                witnessKept = true;
            } else if (snapshot.compareTo(far) <= 0 && !harmless(snapshot, before, digest)) {
                return false;
            }
        }
        return witnessKept;
    }

    /**
     * A snapshot in between that holds just the tree of the record before: an idle leader that was elected again leaves
     * one ({@code ZooKeeperServer.loadData}).
     */
    private boolean harmless(Zxid name, Zxid before, Optional<TxnDigest> digest) throws IOException {
        if (digest.isEmpty()) {
            return false;
        }
        for (PinnedFiles.Pinned snapshot : files.snapshots()) {
            if (snapshot.zxid().equals(name)) {
                return holds(snapshot, before, digest.get());
            }
        }
        return false;
    }

    private static boolean holds(PinnedFiles.Pinned snapshot, Zxid before, TxnDigest digest) throws IOException {
        try {
            SnapshotFile verified = SnapshotFile.verify(snapshot);
            return verified.digest().filter(digest::equals).isPresent()
                    && (before.counter() == 0 || verified.digestIsOf(before));
        } catch (CorruptException torn) {
            return false;
        }
    }
}
