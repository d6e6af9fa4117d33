package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes links that stand in a run as well, once whoever began before there was that run has long ended.
 *
 * <p>A link goes only after its run was read anew to its end, and was found to hold the link's records byte for byte. The
 * oldest go first, a few at a turn; interrupted, this leaves links that a later call removes. A store that does not let this
 * agent delete keeps them all, which costs nothing but room.
 *
 * <p>Holds the records of one run and of eight links in memory. For one thread.
 */
final class LinkSweep {

    /** How old a run must be by the store's clock: no backup takes longer than a day, see {@code max-duration}. */
    static final Duration GRACE = Grace.PERIOD;

    /** How long nothing is looked for when nothing was found. */
    static final Duration BETWEEN_LOOKS = Duration.ofHours(1);

    /** How many links are removed in one turn, so that the next transactions need not wait long. */
    static final int AT_A_TURN = 32;

    private final Vault store;
    private final Layout layout;
    private final Set<TapeName> done = new HashSet<>();
    private final Set<ObjectKey> doubtful = new HashSet<>();
    private @Nullable Swept current;
    private Instant notBefore = Instant.MIN;
    private volatile boolean denied;

    /** A run, and what is left of the links that it was made of. */
    private record Swept(ObjectKey run, RunRecords records, Deque<ObjectKey> left) {}

    /** For the tapes of a cluster. */
    LinkSweep(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /** The same over another connection to the store, which lets this agent delete no more than the one before did. */
    LinkSweep over(Vault connection) {
        LinkSweep again = new LinkSweep(connection, layout);
        again.denied = denied;
        return again;
    }

    /**
     * Is told after each turn what is followed, and removes some links of it, or of the tapes before it; mostly there are
     * none. A failure is not met again for some time.
     *
     * @param now on any clock that tells how long things take
     * @return how many links were removed
     * @throws CorruptException when a run does not hold what a link below it holds; told once, and nothing of it is removed
     */
    int afterTurn(TapeName followed, Instant now) throws IOException {
        if (denied || now.isBefore(notBefore)) {
            return 0;
        }
        try {
            Swept next = current == null ? look(followed) : current;
            if (next == null) {
                notBefore = now.plus(BETWEEN_LOOKS);
                return 0;
            }
            current = next;
            int removed = remove(next);
            current = denied || next.left().isEmpty() ? null : next;
            return removed;
        } catch (IOException e) {
            current = null;
            notBefore = now.plus(BETWEEN_LOOKS);
            throw e;
        }
    }

    private @Nullable Swept look(TapeName followed) throws IOException {
        for (TapeName tape : tapes(followed)) {
            List<StoredObject> runs = runs(tape);
            Swept found = look(new Course(List.of(), runs), tape);
            if (found != null) {
                return found;
            }
            if (!tape.equals(followed) && !hasYoungRuns(runs)) {
                done.add(tape);
            }
        }
        return null;
    }

    /** The one that is followed, and those of its source before it, as far as they were not done with. */
    private List<TapeName> tapes(TapeName followed) throws IOException {
        List<TapeName> tapes = new ArrayList<>(List.of(followed));
        for (String id : KeyParts.below(store, layout.tapes(followed.node(), followed.source()))) {
            TapeName tape = new TapeName(followed.node(), followed.source(), id);
            if (Ulid.isUlid(id) && !tape.equals(followed) && !done.contains(tape)) {
                tapes.add(tape);
            }
        }
        return tapes;
    }

    private List<StoredObject> runs(TapeName tape) throws IOException {
        return store.list(layout.runs(tape), "").all().stream()
                .filter(run -> Layout.runRange(run.key()).isPresent())
                .toList();
    }

    /** Looks at the newest first, which mostly tells. */
    private boolean hasYoungRuns(List<StoredObject> runs) throws IOException {
        for (int i = runs.size() - 1; i >= 0; i--) {
            ObjectKey run = runs.get(i).key();
            if (!doubtful.contains(run) && !isOld(run)) {
                return true;
            }
        }
        return false;
    }

    /** The first link in a run; runs that come later are younger, so one that is too young ends the search. */
    private @Nullable Swept look(Course runs, TapeName tape) throws IOException {
        Listing links = store.list(layout.links(tape), "");
        for (Optional<StoredObject> next = links.next(); next.isPresent(); next = links.next()) {
            Optional<ObjectKey> run = Layout.linkAfter(next.get().key())
                    .flatMap(runs::at)
                    .map(step -> step.object().key())
                    .filter(key -> !doubtful.contains(key));
            if (run.isPresent() && isOld(run.get())) {
                return opened(run.get(), next.get(), links);
            }
            if (run.filter(key -> !doubtful.contains(key)).isPresent()) {
                return null;
            }
        }
        return null;
    }

    private boolean isOld(ObjectKey run) throws IOException {
        try {
            String sealed = SealedPiece.header(store, run).facts().getOrDefault("sealed", "never");
            return Instant.parse(sealed).plus(GRACE).isBefore(store.now());
        } catch (CorruptException | RefusedException | StoreException.NotFound | DateTimeException unknown) {
            doubtful.add(run);
            return false;
        }
    }

    private Swept opened(ObjectKey run, StoredObject first, Listing links) throws IOException {
        Zxid last = Layout.runRange(run).orElseThrow()[1];
        Deque<ObjectKey> left = new ArrayDeque<>(List.of(first.key()));
        for (Optional<StoredObject> next = links.next(); next.isPresent(); next = links.next()) {
            Optional<Zxid> begins = Layout.linkAfter(next.get().key());
            if (begins.isPresent() && begins.get().compareTo(last) >= 0) {
                break;
            }
            begins.ifPresent(link -> left.add(new ObjectKey(layout.links(tapeOf(run)) + link.inKey())));
        }
        try {
            return new Swept(run, RunRecords.read(store, run), left);
        } catch (CorruptException | RefusedException | StoreException.NotFound damaged) {
            doubtful.add(run);
            throw new CorruptException("the links below a run stay: " + damaged.getMessage(), damaged);
        }
    }

    private TapeName tapeOf(ObjectKey run) {
        return layout.tapeOf(run).orElseThrow();
    }

    private int remove(Swept swept) throws IOException {
        List<ObjectKey> some = new ArrayList<>();
        while (some.size() < AT_A_TURN && !swept.left().isEmpty()) {
            some.add(swept.left().remove());
        }
        List<ObjectKey> held = new ArrayList<>();
        AtOnce.each(some, link -> RunRecords.readSmall(store, link), (link, answer) -> {
            if (isHeld(swept, link, answer)) {
                held.add(link);
            }
            return true;
        });
        List<ObjectKey> removed = new ArrayList<>();
        AtOnce.each(held, this::delete, (link, answer) -> {
            if (answer.get()) {
                removed.add(link);
            }
            return !denied;
        });
        return removed.size();
    }

    /** Whether the run holds what a link does; a link that is gone since it was listed, a prune or somebody before took away. */
    private boolean isHeld(Swept swept, ObjectKey link, AtOnce.Answer<Optional<RunRecords>> answer) throws IOException {
        String found = "it holds other records";
        try {
            Optional<RunRecords> records = answer.get();
            if (records.isPresent() && records.get().areWithin(swept.records())) {
                return true;
            }
        } catch (CorruptException | RefusedException | StoreException.NotFound damaged) {
            if (damaged instanceof StoreException.NotFound && !isListed(link)) {
                return false;
            }
            found = String.valueOf(damaged.getMessage());
        }
        doubtful.add(swept.run());
        throw new CorruptException(
                link + " is not what the run " + swept.run() + " was made of, so no link below that run"
                        + " is removed: " + found + ". 'keepsake verify' of a backup tells which of them is damaged");
    }

    private boolean isListed(ObjectKey link) throws IOException {
        return store.list(link.value(), "")
                .next()
                .filter(one -> one.key().equals(link))
                .isPresent();
    }

    /** A denial of anything else, such as of a key in AWS KMS, says nothing of this right, and is told. */
    private boolean delete(ObjectKey link) throws IOException {
        try {
            store.delete(link);
            return true;
        } catch (StoreException.Denied kept) {
            denied = true;
            return false;
        }
    }
}
