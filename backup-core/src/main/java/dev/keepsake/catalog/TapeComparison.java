package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Holds the ends of tapes of one ensemble against each other: the one that goes furthest against every other one that is
 * recent, over the newest transactions that both hold, and no more of them than {@link TapeEnd} says. Histories that parted
 * before that differ there, too, since each transaction has its time and its session.
 *
 * <p>Within what both tapes hold without a gap each must have every transaction of the other: one that is alone there is a
 * difference as well, as when one server went on in the old epoch and another one in a new one.
 */
final class TapeComparison {

    /** A tape that got nothing for so long, while another one did, is that of a server that is gone. */
    static final Duration RECENT = Duration.ofDays(7);

    private static final int MOST_PATHS = 3;

    private final Chains chains;
    private final List<String> remarks = new ArrayList<>();

    TapeComparison(Chains chains) {
        this.chains = chains;
    }

    /** Tapes that could not be compared, and why, one sentence each. */
    List<String> remarks() {
        return remarks;
    }

    /**
     * Tells whoever looks for a moment of what the newest ends disagree about, since only one of them is true, and of what
     * could not be compared.
     */
    void tell(List<SurveyedTape> tapes, Notes notes) throws IOException {
        first(SurveyedTape.newestEnds(tapes))
                .ifPresent(found -> notes.add(
                        found.words() + ". This moment may be of the one that is not true: say with --tape which is"));
        notes.addAll(remarks);
    }

    /** The first two that do not tell one history, if there are any. */
    Optional<Disagreement> first(List<TapeEnd> ends) throws IOException {
        Map<TapeEnd, Instant> sealed = new HashMap<>();
        for (TapeEnd end : ends.size() < 2 ? List.<TapeEnd>of() : ends) {
            try {
                sealed.put(end, chains.sealed(end.last()));
            } catch (CorruptException | RefusedException e) {
                remarks.add("tape " + end.tape() + " was not compared with the others: " + e.getMessage());
            }
        }
        Optional<TapeEnd> furthest = ends.stream()
                .filter(sealed::containsKey)
                .max((one, other) -> one.through().compareTo(other.through()));
        Instant newest = sealed.values().stream().max(Instant::compareTo).orElse(Instant.EPOCH);
        for (TapeEnd end : ends) {
            Optional<Instant> last = Optional.ofNullable(sealed.get(end));
            boolean recent = last.isPresent() && !last.get().isBefore(newest.minus(RECENT));
            if (recent && furthest.isPresent() && !end.equals(furthest.get())) {
                Optional<Disagreement> found = compare(furthest.get(), end);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Disagreement> compare(TapeEnd one, TapeEnd other) throws IOException {
        try {
            return difference(one, other);
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            remarks.add(
                    "the tapes " + one.tape() + " and " + other.tape() + " could not be compared: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Disagreement> difference(TapeEnd one, TapeEnd other) throws IOException {
        Zxid high = other.through();
        List<Span> ours = one.window(high);
        List<Span> theirs = other.window(high);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        Zxid low = larger(ours.get(0).after(), theirs.get(0).after());
        if (chains.areLocked(ours) || chains.areLocked(theirs)) {
            return chains.samples(ours, low, high)
                    .difference(one.tape(), chains.samples(theirs, low, high), other.tape());
        }
        try (Side left = new Side(one.tape(), chains.walk(ours), low, high);
                Side right = new Side(other.tape(), chains.walk(theirs), low, high)) {
            do {
                left.advance();
                right.advance();
                if (!left.isLike(right)) {
                    return Optional.of(disagreement(left, right));
                }
            } while (left.next.isPresent());
        }
        return Optional.empty();
    }

    private static Zxid larger(Zxid one, Zxid other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Disagreement disagreement(Side one, Side other) {
        if (one.isBefore(other)) {
            return new Disagreement(one.tape, other.tape, one.zxid(), one.words(), other.withoutIt());
        } else if (other.isBefore(one)) {
            return new Disagreement(other.tape, one.tape, other.zxid(), other.words(), one.withoutIt());
        }
        String held = one.words();
        String heldByOther = other.words();
        return new Disagreement(
                one.tape,
                other.tape,
                one.zxid(),
                held,
                "holds " + (held.equals(heldByOther) ? "the same with other content" : heldByOther));
    }

    /** One of two tapes, record by record. */
    private static final class Side implements Closeable {

        private final TapeName tape;
        private final ChainWalk walk;
        private final Zxid low;
        private final Zxid high;
        private Optional<Transaction> next = Optional.empty();
        private Optional<Zxid> following = Optional.empty();
        private Zxid before;

        Side(TapeName tape, ChainWalk walk, Zxid low, Zxid high) {
            this.tape = tape;
            this.walk = walk;
            this.low = low;
            this.high = high;
            this.before = low;
        }

        void advance() throws IOException {
            before = following.orElse(before);
            do {
                next = walk.next();
            } while (next.isPresent() && zxid().compareTo(low) <= 0);
            following = next.map(Transaction::zxid);
            next = next.filter(one -> one.zxid().compareTo(high) <= 0);
        }

        boolean isLike(Side other) throws CorruptException {
            return (next.isEmpty() || other.next.isEmpty())
                    ? next.isEmpty() && other.next.isEmpty()
                    : zxid().equals(other.zxid()) && next.get().isSameAs(other.next.get());
        }

        boolean isBefore(Side other) {
            return next.isPresent() && (other.next.isEmpty() || zxid().compareTo(other.zxid()) < 0);
        }

        Zxid zxid() {
            return next.orElseThrow().zxid();
        }

        String words() {
            Change change = Chains.change(next.orElseThrow());
            String paths = change.paths().stream().limit(MOST_PATHS).collect(Collectors.joining(", "));
            String more = change.paths().size() > MOST_PATHS ? " and more" : "";
            return "'" + change.kind() + (paths.isEmpty() ? "" : " " + paths) + more + "' made at "
                    + Instant.ofEpochMilli(next.get().timeMillis()) + " (record "
                    + next.get().identity() + ")";
        }

        String withoutIt() {
            return "goes on from " + before + following.map(one -> " to " + one).orElse(" to its end") + " without it";
        }

        @Override
        public void close() throws IOException {
            walk.close();
        }
    }
}
