package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The log that replicas of one history amount to: every position from its beginning to its end, each with the value that
 * a quorum wrote. What one replica lacks, another has; what none has learned counts only when a quorum of the masters
 * wrote the same under the same proposal, since that is what was acknowledged.
 */
final class Union {

    private static final Comparator<Action> BEST = Comparator.comparing(
                    (Action action) -> action.performed().orElse(-1L))
            .thenComparing(Action::promised)
            .thenComparing((one, other) -> Arrays.compare(other.raw(), one.raw()));

    private final List<Replica> replicas;
    private final int quorum;
    private final boolean everybody;
    private final List<String> notes;
    private final Ranges holes = new Ranges();
    private final Ranges dropped = new Ranges();
    private long firstBegin;
    private long lastLearned = -1;
    private long begin;
    private long end = -1;
    private long alarmedAt = -1;
    private Optional<Action> carrier = Optional.empty();

    /** Takes the actions of the united log. */
    @FunctionalInterface
    interface Taker {
        void take(Action action) throws IOException;
    }

    private Union(List<Replica> replicas, int masters, List<String> notes) {
        this.replicas = replicas;
        this.quorum = masters / 2 + 1;
        this.everybody = replicas.size() >= masters;
        this.notes = new ArrayList<>(notes);
    }

    /**
     * Unites replicas of one history.
     *
     * @param masters how many there are, with or without a replica here: a majority of copies proves that something was
     *     acknowledged
     * @param notes what was said in choosing them
     */
    static Union of(List<Replica> replicas, int masters, List<String> notes) throws IOException {
        Union union = new Union(List.copyOf(replicas), masters, notes);
        union.findBounds();
        union.begin = union.firstBegin;
        union.walk(action -> {});
        union.requireSound();
        return union;
    }

    private void findBounds() throws IOException {
        try (Merged merged = Merged.of(replicas)) {
            for (Optional<Merged.Row> row = merged.next(); row.isPresent(); row = merged.next()) {
                for (Action action : row.get().present()) {
                    firstBegin = Math.max(firstBegin, action.beginsAt());
                    lastLearned = action.learned() ? action.position() : lastLearned;
                }
            }
        }
        if (lastLearned < firstBegin) {
            throw new RefusedException("nothing is learned in the replicated log of " + names()
                    + ": it is empty, and a master with a blank directory begins as well without a restore");
        }
    }

    /** Shows the log from its beginning to its end; may be repeated. */
    void forEach(Taker taker) throws IOException {
        Optional<Action> below = carrier.filter(action -> action.position() < begin);
        if (below.isPresent()) {
            taker.take(below.get());
        }
        walk(action -> {
            if (action.position() >= begin) {
                taker.take(action);
            }
        });
    }

    private void walk(Taker taker) throws IOException {
        long next = firstBegin;
        boolean first = end < 0;
        try (Merged merged = Merged.of(replicas)) {
            for (Optional<Merged.Row> read = merged.next(); read.isPresent(); read = merged.next()) {
                Merged.Row row = read.get();
                Optional<Action> chosen = choose(row);
                row.present().forEach(this::noteBegin);
                chosen.ifPresent(this::noteBegin);
                if (row.position() < firstBegin) {
                    continue;
                }
                boolean tail = row.position() > lastLearned;
                if (chosen.isPresent() && !(tail && row.position() != next)) {
                    holes.add(next, row.position());
                    taker.take(chosen.get());
                    next = row.position() + 1;
                } else if (tail && first) {
                    dropped.add(row.position(), row.position() + 1);
                } else if (!tail) {
                    holes.add(next, row.position() + 1);
                    next = row.position() + 1;
                }
            }
        }
        end = next - 1;
    }

    private void noteBegin(Action action) {
        boolean further = action.beginsAt() > begin;
        if (further || (action.beginsAt() == begin && begin > 0)) {
            begin = action.beginsAt();
            // one that stands in the log itself is better than one below its beginning
            carrier = further || carrier.isEmpty() || action.position() >= begin ? Optional.of(action) : carrier;
        }
    }

    private Optional<Action> choose(Merged.Row row) throws CorruptException {
        List<Action> learned = row.present().stream().filter(Action::learned).toList();
        List<Action> values = learned.stream().filter(action -> !action.isNop()).toList();
        if (!values.isEmpty()) {
            if (values.size() < learned.size()) {
                alarmedAt = Math.max(alarmedAt, row.position());
            }
            return values.stream().max(BEST);
        }
        return learned.isEmpty() ? acknowledged(row) : learned.stream().max(BEST);
    }

    /** What a quorum wrote although none of them was told yet that it is one. */
    private Optional<Action> acknowledged(Merged.Row row) throws CorruptException {
        for (Action candidate : row.present()) {
            long same = row.present().stream()
                    .filter(other -> candidate.performed().isPresent()
                            && other.performed().equals(candidate.performed())
                            && other.hasValueOf(candidate))
                    .count();
            if (same >= quorum) {
                return Optional.of(candidate.asLearned("the replicas of " + names()));
            }
        }
        return Optional.empty();
    }

    private void requireSound() throws IOException {
        if (holes.positions() > 0) {
            throw new RefusedException("the replicated log from position " + begin + " to " + end
                    + " has holes: " + holes.inWords() + " are learned by none of " + names()
                    + ". Restored like this, the first master to be elected would fill them with nothing, and what was"
                    + " written there would be lost for ever. Use a backup with the replicas of more masters");
        }
        if (alarmedAt >= begin) {
            throw new CorruptException("the replicas of " + names() + " contradict each other: at position " + alarmedAt
                    + " one has learned that nothing was written, another that something was, and the log begins at "
                    + begin + ". One of them was restored or rolled back; name the ones to trust with --from");
        }
        if (dropped.positions() > 0) {
            notes.add("dropped, since no quorum of " + quorum + " masters wrote it: position " + dropped.inWords()
                    + (everybody
                            ? "; nobody had been told that it was written when the first of these replicas was copied"
                            : "; it may have been acknowledged all the same, since the replicas that are not here may"
                                    + " have it too"));
        }
        if (end > lastLearned) {
            notes.add(
                    "kept, since a quorum of " + quorum + " masters wrote it, although none had been told so: position "
                            + (lastLearned + 1) + (end > lastLearned + 1 ? " to " + end : ""));
        }
    }

    private String names() {
        return String.join(", ", replicas.stream().map(Replica::name).toList());
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    /** What a person should know of how it came about. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
