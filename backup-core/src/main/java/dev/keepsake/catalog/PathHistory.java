package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that created, changed or deleted one znode, newest first; read from the end, and no further back than
 * needed.
 *
 * <p>Servers before 3.6 log the end of a session without the znodes that go with it. Such an end counts when the znode was
 * last created before it as one of that session, which shows only further back.
 */
final class PathHistory {

    /** More ends of sessions than this are not kept in memory while it is not known whose the znode was. */
    private static final int MAX_ENDS = 1_000_000;

    private final Chains chains;
    private final String path;
    private final int most;
    private final List<Found> found = new ArrayList<>();
    private final Deque<End> ends = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Segment reading;

    /** A change, and the last zxid before it. */
    record Found(Change change, Zxid before) {

        Zxid zxid() {
            return change.moment().zxid();
        }
    }

    /** An end of a session that does not say what went with it. */
    private record End(long session, Found found) {}

    /** A transaction of a link that may matter, in the link's order. */
    private record Event(Found found, Optional<Transaction.Touch> touch, OptionalLong ended) {}

    /** The newest changes of a znode, as many as are asked for; what is damaged is left out where something stands in for it. */
    static List<Found> read(Chains chains, String path, int most, Searched searched, Notes notes) throws IOException {
        while (true) {
            PathHistory search = new PathHistory(chains, path, most);
            try {
                List<Found> found = search.search(searched.newestFirst());
                notes.addAll(search.notes);
                return found;
            } catch (CorruptException damaged) {
                searched.leaveOut(Optional.ofNullable(search.reading), damaged);
            }
        }
    }

    /** Looks for so many changes of a znode. */
    private PathHistory(Chains chains, String path, int most) {
        this.chains = chains;
        this.path = path;
        this.most = most;
    }

    /** The newest changes. */
    private List<Found> search(List<Segment> newestFirst) throws IOException {
        for (Iterator<Segment> it = newestFirst.iterator(); it.hasNext() && !settled(); ) {
            Segment segment = it.next();
            reading = segment;
            List<Span> spans = segment.spans();
            for (int i = spans.size() - 1; i >= 0 && !settled(); i--) {
                read(spans.get(i), segment.high());
            }
            if (!settled() && !segment.whole()) {
                askBase(segment.stretch());
                if (it.hasNext()) {
                    notes.add(
                            "what happened before " + segment.stretch().from().zxid() + " is not archived without a gap"
                                    + " ('keepsake list --ranges'): a change in there is not counted");
                }
            }
        }
        return List.copyOf(found);
    }

    /** Whether enough are known, and no end of a session can turn out to be among them. */
    private boolean settled() {
        return found.size() >= most
                && (ends.isEmpty()
                        || ends.peekFirst()
                                        .found()
                                        .zxid()
                                        .compareTo(found.get(most - 1).zxid())
                                < 0);
    }

    private void read(Span span, Zxid high) throws IOException {
        List<Event> events = new ArrayList<>();
        Zxid before = span.after();
        try (ChainWalk walk = chains.walk(List.of(span))) {
            for (Optional<Transaction> next = walk.next(); next.isPresent(); next = walk.next()) {
                if (next.get().zxid().compareTo(high) > 0) {
                    break;
                }
                event(next.get(), before).ifPresent(events::add);
                before = next.get().zxid();
            }
        }
        Collections.reverse(events);
        for (Event event : events) {
            if (!settled()) {
                take(event);
            }
        }
    }

    private Optional<Event> event(Transaction transaction, Zxid before) throws IOException {
        Optional<Transaction.Touch> touch = transaction.touch(path);
        OptionalLong ended = transaction.silentlyEnds();
        if (touch.isEmpty() && ended.isEmpty()) {
            return Optional.empty();
        }
        Change change = new Change(Chains.momentOf(transaction), transaction.kind(), List.of(path));
        return Optional.of(new Event(new Found(change, before), touch, ended));
    }

    private void take(Event event) throws RefusedException {
        if (event.touch().isEmpty()) {
            ends.addLast(new End(event.ended().orElseThrow(), event.found()));
            requireFew();
            return;
        }
        Transaction.Touch touch = event.touch().get();
        if (touch.life() == Transaction.Life.BEGINS) {
            endWith(touch.owner());
        } else if (touch.life() == Transaction.Life.ENDS) {
            ends.clear();
        }
        add(event.found());
    }

    /** In order, and no more than are asked for: what is added only pushes older ones out. */
    private void add(Found one) {
        int at = found.size();
        while (at > 0 && found.get(at - 1).zxid().compareTo(one.zxid()) < 0) {
            at--;
        }
        found.add(at, one);
        if (found.size() > most) {
            found.remove(most);
        }
    }

    /** The life that began here with a session ended with it, at the first of its ends. */
    private void endWith(long owner) {
        @Nullable Found first = null;
        for (End end : ends) {
            first = owner != 0 && end.session() == owner ? end.found() : first;
        }
        if (first != null) {
            add(first);
        }
        ends.clear();
    }

    /** Before the first link there is only the base, which knows whose the znode is. */
    private void askBase(Stretch stretch) throws IOException {
        if (!ends.isEmpty()) {
            endWith(chains.ownerIn(stretch.grounds().get(0), path));
        }
    }

    private void requireFew() throws RefusedException {
        if (ends.size() > MAX_ENDS) {
            throw new RefusedException("more than " + MAX_ENDS + " sessions ended since " + path
                    + " was last created or deleted, and the servers did not log what went with them, so it cannot be told"
                    + " which of them deleted it; choose a moment by --zxid or --time");
        }
    }
}
