package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the deletion of a whole tree began. ZooKeeper deletes no tree, only leaves, so that a tree goes leaf by leaf and its
 * root last; read from there backwards, and no further than needed.
 */
final class DeletionSearch {

    private final Chains chains;
    private final String path;
    private final int which;
    private final List<String> notes = new ArrayList<>();
    private int ends;
    private @Nullable Deletion found;
    private boolean settled;
    private @Nullable Segment reading;

    /** A transaction that did something at or below the path, and the last one before it. */
    record Step(
            Moment moment,
            Zxid before,
            long session,
            boolean deletes,
            boolean onlyDeletes,
            Optional<Transaction.Life> ofRoot) {}

    /** Looks for the newest deletion but {@code which} - 1. */
    DeletionSearch(Chains chains, String path, int which) {
        this.chains = chains;
        this.path = path;
        this.which = which;
    }

    /** How many deletions of the path itself were met. */
    int ends() {
        return ends;
    }

    /** The deletion; empty where so many are not archived. What is damaged is left out where something stands in for it. */
    Optional<Deletion> search(Searched searched, Notes told) throws IOException {
        while (true) {
            begin();
            try {
                Optional<Deletion> deletion = search(searched.newestFirst());
                told.addAll(notes);
                return deletion;
            } catch (CorruptException damaged) {
                searched.leaveOut(Optional.ofNullable(reading), damaged);
            }
        }
    }

    private void begin() {
        notes.clear();
        ends = 0;
        found = null;
        settled = false;
        reading = null;
    }

    private Optional<Deletion> search(List<Segment> newestFirst) throws IOException {
        for (Iterator<Segment> it = newestFirst.iterator(); it.hasNext() && !settled; ) {
            Segment segment = it.next();
            reading = segment;
            List<Span> spans = segment.spans();
            for (int i = spans.size() - 1; i >= 0 && !settled; i--) {
                read(spans.get(i), segment.high());
            }
            if (!settled && !segment.whole() && (found != null || it.hasNext())) {
                notes.add("what happened before " + segment.stretch().from().zxid() + " is not archived without a gap"
                        + " ('keepsake list --ranges'): what was deleted in there is not counted");
                // who deleted what beyond a gap cannot be told
                settled = found != null;
            }
        }
        return Optional.ofNullable(found);
    }

    private void read(Span span, Zxid high) throws IOException {
        List<Step> steps = new ArrayList<>();
        Zxid before = span.after();
        long earliest = Long.MAX_VALUE;
        try (ChainWalk walk = chains.walk(List.of(span))) {
            for (Optional<Transaction> next = walk.next(); next.isPresent(); next = walk.next()) {
                if (next.get().zxid().compareTo(high) > 0) {
                    break;
                }
                earliest = Math.min(earliest, next.get().timeMillis());
                step(next.get(), before).ifPresent(steps::add);
                before = next.get().zxid();
            }
        }
        Collections.reverse(steps);
        for (Step step : steps) {
            if (!settled) {
                take(step);
            }
        }
        settled |= found != null && found.isLongBefore(earliest);
    }

    private Optional<Step> step(Transaction transaction, Zxid before) throws CorruptException {
        boolean any = false;
        boolean deletes = false;
        boolean onlyDeletes = true;
        for (String one : transaction.paths()) {
            if (one.equals(path) || one.startsWith(path + "/")) {
                any = true;
                boolean ends = transaction
                        .touch(one)
                        .filter(touch -> touch.life() == Transaction.Life.ENDS)
                        .isPresent();
                deletes |= ends;
                onlyDeletes &= ends;
            }
        }
        return any
                ? Optional.of(new Step(
                        Chains.momentOf(transaction),
                        before,
                        transaction.session(),
                        deletes,
                        onlyDeletes,
                        transaction.touch(path).map(Transaction.Touch::life)))
                : Optional.empty();
    }

    private void take(Step step) {
        if (found != null) {
            settled = !found.take(step);
        } else if (step.ofRoot().filter(Transaction.Life.ENDS::equals).isPresent() && ++ends == which) {
            found = new Deletion(path, step);
        }
    }

    /**
     * The deletion of a tree, as far as it is known. To it counts, back from that of its root, whatever the same session
     * deleted in the tree, though others wrote there meanwhile; and what anybody deleted with nothing written there in
     * between. It begins behind whatever that session itself wrote into the tree, behind an hour in which nothing of the
     * tree was deleted, and behind the creation of the root. What that session deleted before it wrote there, and within an
     * hour before it began, is told: a tool may keep its progress or its lock in the tree that it deletes. What was earlier is
     * not even read, since a service that always works there deletes in it all the time.
     */
    static final class Deletion {

        private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
        private static final Duration TOLD_PAUSE = Duration.ofMinutes(1);

        private final String path;
        private final Step last;
        private Step first;
        private long session;
        private long count = 1;
        private boolean written;
        private long aside;
        private @Nullable Step asideFirst;
        private Duration pause = Duration.ZERO;
        private @Nullable Step behindPause;
        private boolean ownWrite;
        private long earlier;
        private @Nullable Step earlierFirst;

        private Deletion(String path, Step last) {
            this.path = path;
            this.last = last;
            this.first = last;
            this.session = last.session();
            this.ownWrite = !last.onlyDeletes();
        }

        /** The last transaction before it. */
        Zxid before() {
            return first.before();
        }

        /** The first transaction of it. */
        Moment first() {
            return first.moment();
        }

        /** Takes the step before; says whether what is before that can be of it, too. */
        private boolean take(Step step) {
            boolean created =
                    step.ofRoot().filter(Transaction.Life.BEGINS::equals).isPresent();
            if (created || isLongBefore(step.moment().timeMillis())) {
                return false;
            }
            ownWrite |= !step.onlyDeletes() && step.session() == session;
            if (ownWrite) {
                lookOn(step);
            } else if (!step.onlyDeletes()) {
                written = true;
            } else if (step.session() == session || !written) {
                join(step);
            } else {
                aside++;
                asideFirst = step;
            }
            return true;
        }

        private void lookOn(Step step) {
            if (step.deletes() && step.session() == session) {
                earlier++;
                earlierFirst = step;
            }
        }

        private void join(Step step) {
            // a leader that removes an empty container does it in nobody's name
            session = session == 0 ? step.session() : session;
            Duration before = Duration.ofMillis(
                    first.moment().timeMillis() - step.moment().timeMillis());
            if (before.compareTo(pause) > 0) {
                pause = before;
                behindPause = first;
            }
            first = step;
            count++;
        }

        private boolean isLongBefore(long timeMillis) {
            return first.moment().timeMillis() - timeMillis > LONGEST_PAUSE.toMillis();
        }

        /** What a person should know of it, one sentence each. */
        List<String> words() {
            List<String> words = new ArrayList<>();
            words.add("the deletion of " + path + " took " + count + " transactions, the first " + first.moment()
                    + ", the last " + last.moment());
            Step behind = behindPause;
            if (behind != null && pause.compareTo(TOLD_PAUSE) >= 0) {
                words.add("before " + behind.moment() + " nothing of " + path + " was deleted for " + pause.toSeconds()
                        + " s; if the deletion began only then: --zxid " + behind.before());
            }
            Step others = asideFirst;
            if (others != null) {
                words.add(aside + " transactions of other sessions, the first " + others.moment()
                        + ", deleted znodes below " + path + " while others still wrote there, and are not counted to"
                        + " it; if they belong to it: --zxid " + others.before());
            }
            Step own = earlierFirst;
            if (own != null) {
                words.add("the session that deleted " + path + " had deleted below it in " + earlier
                        + " transactions, the first " + own.moment() + ", before it wrote there itself, and these are"
                        + " not counted to it. They are those of the last hour before " + first.moment()
                        + ", and what was earlier was not looked at; if they belong to it: --zxid " + own.before());
            }
            return words;
        }
    }
}
