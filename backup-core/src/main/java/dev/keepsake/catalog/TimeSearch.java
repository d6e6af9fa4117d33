package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the moment that a time means: in the order of transactions, the last one before the first whose time is later.
 * Leaders' clocks may step back, so times are not in order; the search begins with the newest base that was finished
 * before that time, so that a clock that once ran ahead, long before, does not decide.
 */
final class TimeSearch {

    /** How far behind the moment is looked whether the clock steps back there. */
    private static final int LOOK_BEHIND = 50_000;

    private final Chains chains;
    private final Instant time;
    private final List<String> notes = new ArrayList<>();
    private @Nullable Segment reading;

    /**
     * What was found.
     *
     * @param moment the last transaction up to the time; null when every one is later
     * @param next whether a later one is known to be the next; else nothing is archived behind it, up to the time
     * @param segment which was searched last
     */
    record Found(@Nullable Moment moment, boolean next, Segment segment) {}

    private TimeSearch(Chains chains, Instant time) {
        this.chains = chains;
        this.time = time;
    }

    /** What a time means; {@code told} gets what a person should know of the clocks, and of what is damaged. */
    static Found read(Chains chains, Instant time, Searched searched, Notes told) throws IOException {
        while (true) {
            TimeSearch search = new TimeSearch(chains, time);
            try {
                Found found = search.search(searched.newestFirst());
                told.addAll(search.notes);
                return found;
            } catch (CorruptException damaged) {
                searched.leaveOut(Optional.ofNullable(search.reading), damaged);
            }
        }
    }

    /** Searches the newest segment that begins at or before the time. */
    private Found search(List<Segment> newestFirst) throws IOException {
        @Nullable Segment newer = null;
        for (Segment segment : newestFirst) {
            reading = segment;
            if (begins(segment)) {
                Found found = in(segment);
                boolean joined = found.next() || (newer != null && newer.whole());
                return new Found(found.moment(), joined, segment);
            }
            newer = segment;
        }
        return new Found(null, false, newestFirst.get(newestFirst.size() - 1));
    }

    private boolean begins(Segment segment) throws IOException {
        List<Span> spans = segment.spans();
        return !spans.isEmpty() && !isLater(chains.firstTime(spans.get(0)));
    }

    private Found in(Segment segment) throws IOException {
        List<Span> spans = segment.spans();
        @Nullable Moment before = null;
        try (ChainWalk walk = chains.walk(spans.subList(start(segment), spans.size()))) {
            for (Optional<Transaction> next = walk.next(); next.isPresent(); next = walk.next()) {
                if (next.get().zxid().compareTo(segment.high()) > 0) {
                    break;
                }
                if (isLater(next.get().timeMillis())) {
                    lookBehind(walk, Chains.momentOf(next.get()), segment.high());
                    return new Found(before, true, segment);
                }
                before = Chains.momentOf(next.get());
            }
        }
        return new Found(before, false, segment);
    }

    /** The link around the end of the newest base, of those that begin at or before the time. */
    private int start(Segment segment) throws IOException {
        List<Span> spans = segment.spans();
        List<Ground> grounds = segment.stretch().grounds();
        for (int i = grounds.size() - 1; i >= 0; i--) {
            int index = Span.firstReaching(spans, grounds.get(i).end());
            if (index < spans.size() && !isLater(chains.firstTime(spans.get(index)))) {
                return index;
            }
        }
        return 0;
    }

    private void lookBehind(ChainWalk walk, Moment later, Zxid high) throws IOException {
        @Nullable Moment last = null;
        for (int i = 0; i < LOOK_BEHIND; i++) {
            Optional<Transaction> next = walk.next();
            if (next.isEmpty() || next.get().zxid().compareTo(high) > 0) {
                break;
            }
            last = isLater(next.get().timeMillis()) ? last : Chains.momentOf(next.get());
        }
        if (last != null) {
            notes.add("the leaders' clock steps back here: " + later + " is the first transaction after " + time
                    + ", but some behind it say an earlier time, the last of them seen " + last
                    + "; to restore these too: --zxid " + last.zxid());
        }
    }

    private boolean isLater(long timeMillis) {
        return Instant.ofEpochMilli(timeMillis).isAfter(time);
    }
}
