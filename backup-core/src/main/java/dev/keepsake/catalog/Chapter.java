package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of the history that one tape tells.
 *
 * @param ground the base from which it can be told what each transaction found; null where there is none
 * @param after everything in it is behind this
 * @param through and no later than this
 */
record Chapter(Stretch stretch, @Nullable Ground ground, Zxid after, Zxid through) {

    /** All chapters that tell what lies between two zxids, the newest first; each transaction is in one of them. */
    static List<Chapter> newestFirst(List<Stretch> stretches, Zxid after, Zxid through) {
        List<Chapter> chapters = new ArrayList<>();
        Zxid high = through;
        Optional<Chapter> next = below(stretches, high);
        while (next.isPresent() && high.compareTo(after) > 0) {
            Chapter chapter = next.get();
            chapters.add(chapter.behind(after));
            high = chapter.after();
            next = below(stretches, high);
        }
        return chapters;
    }

    /** The same in the order of time. */
    static List<Chapter> oldestFirst(List<Stretch> stretches, Zxid after, Zxid through) {
        List<Chapter> chapters = newestFirst(stretches, after, through);
        Collections.reverse(chapters);
        return chapters;
    }

    /** What tells most of what is left, with a base if there is one, and of these the newest. */
    private static Optional<Chapter> below(List<Stretch> stretches, Zxid high) {
        List<Chapter> all = stretches.stream()
                .filter(stretch -> stretch.after().compareTo(high) < 0)
                .map(stretch -> of(stretch, smaller(stretch.through().zxid(), high)))
                .toList();
        Optional<Chapter> best = all.stream()
                .max(Comparator.comparing(Chapter::through)
                        .thenComparing(Chapter::isServed)
                        .thenComparing(Chapter::after));
        // where its base was still being written, it goes back only to where another one takes over
        return best.map(chosen -> chosen.isServed()
                ? chosen
                : all.stream()
                        .filter(Chapter::isServed)
                        .map(Chapter::through)
                        .max(Comparator.naturalOrder())
                        .map(chosen::behind)
                        .orElse(chosen));
    }

    private static Chapter of(Stretch stretch, Zxid through) {
        List<Ground> grounds = stretch.grounds();
        for (int i = grounds.size() - 1; i >= 0; i--) {
            if (grounds.get(i).end().compareTo(through) < 0) {
                return new Chapter(stretch, grounds.get(i), grounds.get(i).end(), through);
            }
        }
        return new Chapter(stretch, grounds.isEmpty() ? null : grounds.get(0), stretch.after(), through);
    }

    /** Whether its base was finished before it begins; else the base may hold some of what it tells already. */
    boolean isServed() {
        return ground != null && ground.end().compareTo(after) <= 0;
    }

    private Chapter behind(Zxid zxid) {
        return after.compareTo(zxid) >= 0 ? this : new Chapter(stretch, ground, smaller(zxid, through), through);
    }

    private static Zxid smaller(Zxid one, Zxid other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The links that tell it, from where its base must be brought forward. */
    List<Span> spans() {
        List<Span> spans = stretch.spans();
        Zxid from = ground == null ? after : smaller(after, ground.replayAfter());
        int first = Span.firstBehind(spans, from);
        int last = Span.firstReaching(spans, through);
        return spans.subList(first, Math.max(first, Math.min(spans.size(), last + 1)));
    }
}
