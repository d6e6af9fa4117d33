package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a znode, and what it was before and after each time. Chapter by chapter the links are read once, and no
 * more of them than the limit needs; of a base only the part that is asked for is kept, and none is read for a chapter in
 * which nothing happened.
 */
final class ZnodeHistory {

    /** What is told holds no more than this at once. */
    private static final long MAX_WEIGHT = 256 << 20;

    private final Chains chains;
    private final HistoryRequest request;
    private final Around around;
    private final Scope scope;
    private final List<HistoryEntry> entries = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int found;
    private long weight;
    private long ofChildren;
    private boolean more;
    private boolean wentAround;

    /** Finds what leads to a zxid around damage that only reading shows. */
    @FunctionalInterface
    interface Around {

        /** Reads every link that leads there. */
        List<Stretch> damageBefore(Zxid zxid) throws IOException;
    }

    ZnodeHistory(Chains chains, HistoryRequest request, Around around) {
        this.chains = chains;
        this.request = request;
        this.around = around;
        this.scope = request.scope();
    }

    /** Tells what single tapes hold, and ways over several as if one held them. */
    HistoryPage read(List<Stretch> stretches) throws IOException {
        Deque<Chapter> left = new ArrayDeque<>(chapters(stretches, request.after(), request.through()));
        List<Stretch> readable = stretches;
        @Nullable Chapter before = null;
        while (!left.isEmpty() && !full()) {
            Chapter chapter = left.removeFirst();
            List<Happening> told;
            try {
                told = tell(chapter);
            } catch (CorruptException damaged) {
                readable = readable(chapter, readable, damaged);
                instead(chapter, readable, damaged).forEach(left::addFirst);
                continue;
            }
            gap(stretches, before, chapter);
            entries.addAll(told);
            found += told.size();
            before = chapter;
        }
        more |= !left.isEmpty();
        if (left.isEmpty() && !full()) {
            gap(stretches, before, null);
        }
        return new HistoryPage(entries, more, ofChildren, notes);
    }

    private boolean full() {
        return found >= request.limit() || weight > MAX_WEIGHT;
    }

    private List<Chapter> chapters(List<Stretch> stretches, Zxid after, Zxid through) {
        return request.oldestFirst()
                ? Chapter.oldestFirst(stretches, after, through)
                : Chapter.newestFirst(stretches, after, through);
    }

    /** What is left without what is damaged, and where that leaves a hole, once, the ways around it. */
    private List<Stretch> readable(Chapter damaged, List<Stretch> stretches, CorruptException damage)
            throws IOException {
        List<Stretch> left = without(damaged, stretches);
        if (wentAround || isTold(damaged, left)) {
            return left;
        }
        wentAround = true;
        List<Stretch> ways = around.damageBefore(damaged.through());
        if (!isTold(damaged, ways)) {
            throw damage;
        }
        return ways;
    }

    /** First without the base that it was to be told from, then without the tape. */
    private static List<Stretch> without(Chapter damaged, List<Stretch> stretches) {
        List<Stretch> left = new ArrayList<>();
        for (Stretch stretch : stretches) {
            if (!stretch.equals(damaged.stretch())) {
                left.add(stretch);
            } else if (damaged.ground() != null) {
                left.add(stretch.without(damaged.ground()));
            }
        }
        return left;
    }

    /** What tells of the same in its place, last first; nothing may drop out of sight. */
    private List<Chapter> instead(Chapter chapter, List<Stretch> others, CorruptException damage)
            throws CorruptException {
        if (!isTold(chapter, others)) {
            throw damage;
        }
        List<Chapter> same = new ArrayList<>(chapters(others, chapter.after(), chapter.through()));
        notes.add("a part of tape " + chapter.stretch().tape() + " is damaged, something else was read instead: "
                + damage.getMessage());
        Collections.reverse(same);
        return same;
    }

    /** Whether others tell all that a chapter was to tell. */
    private static boolean isTold(Chapter chapter, List<Stretch> others) {
        Zxid high = chapter.through();
        for (Chapter one : Chapter.newestFirst(others, chapter.after(), chapter.through())) {
            high = one.through().compareTo(high) < 0 ? new Zxid(0) : one.after();
        }
        return high.compareTo(chapter.after()) >= 0 && !high.equals(chapter.through());
    }

    /** What happened in a chapter, in the order that is asked for, as much of it as there is room for. */
    private List<Happening> tell(Chapter chapter) throws IOException {
        Deque<Happening> told = new ArrayDeque<>();
        ChapterReading reading = new ChapterReading(chains, scope, chapter);
        long heldBefore = weight;
        try (ChainWalk walk = chains.walk(chapter.spans())) {
            Optional<Transaction> next = walk.next();
            while (next.isPresent()
                    && next.get().zxid().compareTo(chapter.through()) <= 0
                    && take(reading, next.get(), told)) {
                next = walk.next();
            }
        } catch (CorruptException damaged) {
            weight = heldBefore;
            throw damaged;
        }
        ofChildren += reading.ofChildren();
        List<Happening> list =
                told.stream().map(reading::withoutVague).collect(Collectors.toCollection(ArrayList::new));
        if (!request.oldestFirst()) {
            Collections.reverse(list);
        }
        return list;
    }

    /** Whether there is a reason to read on. */
    private boolean take(ChapterReading reading, Transaction transaction, Deque<Happening> told) throws IOException {
        Optional<Happening> happening = reading.read(transaction);
        if (happening.isEmpty()) {
            return true;
        }
        int room = request.limit() - found;
        if (request.oldestFirst() && (told.size() == room || weight > MAX_WEIGHT)) {
            more = true;
            return !reading.knowsWhatIsVague();
        }
        told.addLast(happening.get());
        weight += happening.get().weight();
        while (told.size() > room || (weight > MAX_WEIGHT && told.size() > 1)) {
            weight -= told.removeFirst().weight();
            more = true;
        }
        return true;
    }

    /** Says so where the tapes do not join. */
    private void gap(List<Stretch> stretches, @Nullable Chapter before, @Nullable Chapter after) throws IOException {
        Chapter newer = request.oldestFirst() ? after : before;
        Chapter older = request.oldestFirst() ? before : after;
        Zxid high = newer == null ? request.through() : newer.after();
        Zxid low = older == null ? request.after() : older.through();
        boolean beyondAll = newer == null
                && stretches.stream().noneMatch(one -> one.through().zxid().compareTo(high) > 0);
        boolean beginning = older == null && high.epoch() <= 1 && high.counter() == 0;
        if (!beyondAll && !beginning && low.compareTo(high) < 0) {
            boolean begins = newer != null && high.equals(newer.stretch().after());
            List<Span> spans = newer == null ? List.of() : newer.stretch().spans();
            long until = begins && !spans.isEmpty() ? chains.firstTime(spans.get(0)) : 0;
            Moment edge = older == null ? null : older.stretch().through();
            entries.add(new Unarchived(edge, high, until));
        }
    }
}
