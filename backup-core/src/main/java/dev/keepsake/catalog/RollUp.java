package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rolls small links up into runs while a tape is followed. The links stay where they are; a run holds the same records once
 * more, in one object, so that a reader need not look at each link.
 *
 * <p>Everything is read back from the store: the links, through their seals, and the run, before it is gone on from. The only
 * thing stored is a finished run, put if absent, so whatever interrupts this leaves a run that is whole, or none, or, on a
 * store that breaks its promises, one that readers pass over and that is gone around here. What was not finished is begun
 * anew.
 *
 * <p>Holds the records of one run and of eight links in memory. For one thread.
 */
final class RollUp {

    /** After so long links are rolled up even when they are few. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** How long nothing is tried after a failure. */
    static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

    /** How many links are read in one turn, so that the next transactions need not wait long. */
    static final int AT_A_TURN = 64;

    private static final long BYTES_AT_A_TURN = 4 << 20;
    private static final long SMALL = 4 << 20;
    private static final long BYTES_WAITED_FOR = 16 << 20;
    private static final int CHANGES_BETWEEN_LISTS = 50;
    private static final int MOST_LISTED = 5_000;
    private static final int SHORTENED_AT_MOST = 3;

    private final Vault store;
    private final Layout layout;
    private final Set<ObjectKey> useless = new HashSet<>();
    private final List<StoredObject> waiting = new ArrayList<>();
    private RunDraft draft = new RunDraft();
    private @Nullable TapeName tape;
    private @Nullable Instant since;
    private Instant notBefore = Instant.MIN;
    private Zxid end = new Zxid(0);
    private String listedThrough = "";
    private int changes;

    /** For the tapes of a cluster. */
    RollUp(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * Is told after each turn what is followed, and does some of what there is to do, mostly nothing at all. A failure says
     * nothing of the tape itself, and is not met again for some minutes.
     *
     * @param end the last transaction of the tape
     * @param now on any clock that tells how long things take
     * @return the run that was finished in this turn
     * @throws CorruptException when a link cannot be read back, or a run is there already with other records; both are told
     *     once and gone around
     */
    Optional<ObjectKey> afterTurn(TapeName followed, Zxid end, Instant now) throws IOException {
        if (now.isBefore(notBefore)) {
            return Optional.empty();
        }
        try {
            if (!followed.equals(tape)) {
                open(followed, now);
            }
            return turn(followed, end, now);
        } catch (IOException e) {
            forget();
            notBefore = now.plus(AFTER_FAILURE);
            throw e;
        }
    }

    private void forget() {
        tape = null;
        since = null;
        waiting.clear();
        draft = new RunDraft();
        listedThrough = "";
        changes = 0;
    }

    /** Goes on behind the last run that is whole. */
    private void open(TapeName followed, Instant now) throws IOException {
        forget();
        List<StoredObject> runs =
                new ArrayList<>(store.list(layout.runs(followed), "").all());
        runs.removeIf(run -> Layout.runRange(run.key()).isEmpty());
        runs.sort(Comparator.comparing(
                        (StoredObject run) -> Layout.runRange(run.key()).orElseThrow()[1])
                .reversed());
        for (StoredObject run : runs) {
            if (isWhole(run.key())) {
                Zxid last = Layout.runRange(run.key()).orElseThrow()[1];
                listedThrough = layout.links(followed) + new Zxid(last.value() - 1).inKey();
                break;
            }
        }
        list(followed, now);
        tape = followed;
    }

    private boolean isWhole(ObjectKey run) throws IOException {
        try {
            return RunRecords.read(store, run).length() > 0;
        } catch (CorruptException | RefusedException | StoreException.NotFound torn) {
            return false;
        }
    }

    private Optional<ObjectKey> turn(TapeName followed, Zxid reached, Instant now) throws IOException {
        if (!reached.equals(end)) {
            end = reached;
            changes++;
            since = since == null ? now : since;
        }
        boolean late = since != null && !now.isBefore(since.plus(LONGEST_WAIT));
        if (changes >= CHANGES_BETWEEN_LISTS || (late && changes > 0)) {
            list(followed, now);
        }
        if (waiting.isEmpty() && changes == 0) {
            since = null;
        }
        return draft.links() > 0 || isDue(late) ? work(followed, now, late) : Optional.empty();
    }

    private boolean isDue(boolean late) {
        return waiting.size() >= RunDraft.MOST_LINKS
                || waiting.stream().mapToLong(StoredObject::size).sum() >= BYTES_WAITED_FOR
                || (late && !waiting.isEmpty());
    }

    /** Adds the links that came since. */
    private void list(TapeName followed, Instant now) throws IOException {
        Listing listing = store.list(layout.links(followed), listedThrough);
        Optional<StoredObject> next = listing.next();
        while (next.isPresent() && waiting.size() < MOST_LISTED) {
            listedThrough = next.get().key().value();
            if (Layout.linkAfter(next.get().key()).isPresent()
                    && !useless.contains(next.get().key())) {
                waiting.add(next.get());
            }
            next = listing.next();
        }
        changes = 0;
        since = since == null && !waiting.isEmpty() ? now : since;
    }

    /** Reads some of the waiting links. */
    private Optional<ObjectKey> work(TapeName followed, Instant now, boolean late) throws IOException {
        List<StoredObject> next = next();
        boolean[] over = {next.isEmpty()};
        AtOnce.each(next, link -> RunRecords.readSmall(store, link.key()), (link, answer) -> {
            over[0] = !take(link, answer);
            return !over[0];
        });
        boolean all = draft.links() == waiting.size();
        if (all && draft.links() == 1) {
            // one alone gains nothing, and may have company in another hour
            draft = new RunDraft();
            since = now;
            return Optional.empty();
        }
        if (over[0] || draft.isFull() || (all && late)) {
            return finish(followed, now);
        }
        return Optional.empty();
    }

    /** Those behind the ones that are in the draft. */
    private List<StoredObject> next() {
        List<StoredObject> next = new ArrayList<>();
        long bytes = 0;
        for (StoredObject link : waiting.subList(draft.links(), waiting.size())) {
            bytes += link.size();
            boolean room = next.isEmpty() || (next.size() < AT_A_TURN && bytes <= BYTES_AT_A_TURN);
            if (link.size() > SMALL || !room) {
                break;
            }
            next.add(link);
        }
        return next;
    }

    private boolean take(StoredObject link, AtOnce.Answer<Optional<RunRecords>> answer) throws IOException {
        try {
            Optional<RunRecords> records = answer.get();
            return records.isPresent() && draft.add(records.get());
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            useless.add(link.key());
            throw new CorruptException("a link of tape " + tape + " cannot be rolled up: " + e.getMessage(), e);
        }
    }

    /** Stores what there is, and goes on behind it; a link that stands alone stays as it is. */
    private Optional<ObjectKey> finish(TapeName followed, Instant now) throws IOException {
        int taken = Math.max(1, draft.links());
        Optional<ObjectKey> run = draft.links() > 1 ? put(followed) : Optional.empty();
        waiting.subList(0, run.isPresent() ? draft.links() : taken).clear();
        draft = new RunDraft();
        since = waiting.isEmpty() && changes == 0 ? null : now;
        return run;
    }

    private Optional<ObjectKey> put(TapeName followed) throws IOException {
        for (int tries = 1; draft.links() > 1; tries++) {
            ObjectKey key = layout.run(followed, draft.after(), draft.through());
            try {
                SurePut.putIfAbsent(store, key, draft.seal(store, key, store.now()));
                requireStored(key);
                return Optional.of(key);
            } catch (StoreException.AlreadyExists another) {
                if (isWhole(key)) {
                    requireStored(key);
                    return Optional.of(key);
                }
                if (tries == SHORTENED_AT_MOST) {
                    throw new CorruptException(
                            key + " is damaged, and so are others that begin there; the links below it"
                                    + " are read instead");
                }
                // nothing that was stored is replaced, so another run goes around the damaged one
                draft.dropLast();
            }
        }
        return Optional.empty();
    }

    private void requireStored(ObjectKey key) throws IOException {
        if (!RunRecords.read(store, key).holds(draft.records())) {
            throw new CorruptException(
                    key + " does not hold the records of the links that it was made of; 'keepsake verify'"
                            + " of a backup tells which of them are damaged");
        }
    }
}
