package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of tapes is needed: what backups name, from the start of their bases; what leads to the moments of the last days; and
 * what an agent goes on from. Links and runs are judged alike: needed is whatever holds a needed transaction.
 */
final class TapeNeeds {

    private final Stock stock;
    private final Instant windowBegin;
    private final Map<TapeName, List<Named>> backups = new HashMap<>();
    private final Map<TapeName, List<Range>> ranges = new HashMap<>();
    private final Map<TapeName, Zxid> basesFrom = new HashMap<>();
    private final SortedMap<BackupId, String> anchors = new TreeMap<>();

    /** A range of a tape. */
    private record Range(Zxid after, Zxid through) {}

    /** A share of a backup. */
    private record Named(BackupId backup, Instant finished, Share share) {}

    TapeNeeds(Stock stock, Duration window) {
        this.stock = stock;
        this.windowBegin = stock.now().minus(window);
        for (Stock.OfBackup backup : stock.backups()) {
            backup.manifest().ifPresent(manifest -> manifest.parts().forEach(part -> add(manifest.id(), part)));
        }
        List<Stock.OfTape> tapes = stock.tapes();
        for (int i = 0; i < tapes.size(); i++) {
            boolean newest = i + 1 == tapes.size() || !tapes.get(i).isOfSameSourceAs(tapes.get(i + 1));
            Instant end = newest ? lastUsed(tapes.get(i)) : tapes.get(i + 1).begun();
            judge(tapes.get(i), newest, end);
        }
        keepWaysOver();
    }

    private void add(BackupId backup, Part part) {
        for (Share share : part.shares()) {
            if (share.standsOnTape() && Ulid.isUlid(share.tape())) {
                TapeName tape = new TapeName(part.node(), share.source(), share.tape());
                backups.computeIfAbsent(tape, none -> new ArrayList<>()).add(new Named(backup, part.finished(), share));
                need(tape, new Range(share.replayAfter(), share.through()));
            }
        }
    }

    private void need(TapeName tape, Range range) {
        ranges.computeIfAbsent(tape, none -> new ArrayList<>()).add(range);
    }

    private void needFrom(TapeName tape, Zxid replayAfter, Zxid baseStart) {
        need(tape, new Range(replayAfter, Course.END));
        basesFrom.merge(tape, baseStart, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    private void needAll(TapeName tape) {
        needFrom(tape, new Zxid(0), new Zxid(0));
    }

    /** A server that is idle adds nothing to its tape, but is backed up. */
    private Instant lastUsed(Stock.OfTape tape) {
        return backups.getOrDefault(tape.name(), List.of()).stream()
                .map(Named::finished)
                .filter(tape.used()::isBefore)
                .max(Instant::compareTo)
                .orElse(tape.used());
    }

    private void judge(Stock.OfTape tape, boolean newest, Instant end) {
        List<Named> named = backups.getOrDefault(tape.name(), List.of());
        if (!end.isBefore(windowBegin)) {
            // what was on the tape when that backup was finished is older than the window
            Optional<Named> anchor = named.stream()
                    .filter(one -> one.finished().isBefore(windowBegin))
                    .max(Comparator.comparing(Named::finished));
            if (anchor.isEmpty()) {
                needAll(tape.name());
            } else {
                Share share = anchor.get().share();
                needFrom(tape.name(), share.replayAfter(), share.baseStart());
                anchors.put(anchor.get().backup(), "the moments since " + windowBegin + " begin in it");
            }
        }
        if (newest) {
            goOnFrom(tape.name(), named);
        }
    }

    /** An agent goes on from the newest base, however long its server has been idle. */
    private void goOnFrom(TapeName tape, List<Named> named) {
        named.stream()
                .map(Named::share)
                .max(Comparator.comparing(Share::baseStart))
                .ifPresent(share -> needFrom(tape, share.replayAfter(), share.baseStart()));
    }

    /**
     * Until a new tape's first base is whole, the way to its moments begins on another one, of any node. So where a tape began
     * within the window, what ended before it is kept as well: the last tape of each node.
     */
    private void keepWaysOver() {
        Set<String> begun = new HashSet<>();
        for (Stock.OfTape tape : stock.tapes()) {
            if (!tape.begun().isBefore(windowBegin)) {
                begun.add(tape.name().source());
            }
        }
        List<Stock.OfTape> tapes = stock.tapes();
        for (int i = 0; i < tapes.size(); i++) {
            Stock.OfTape tape = tapes.get(i);
            boolean lastBefore = tape.begun().isBefore(windowBegin)
                    && (i + 1 == tapes.size()
                            || !tape.isOfSameSourceAs(tapes.get(i + 1))
                            || !tapes.get(i + 1).begun().isBefore(windowBegin));
            if (lastBefore && begun.contains(tape.name().source())) {
                keepEnd(tape.name());
            }
        }
    }

    private void keepEnd(TapeName tape) {
        List<Named> named = backups.getOrDefault(tape, List.of());
        if (named.isEmpty()) {
            needAll(tape);
        } else {
            goOnFrom(tape, named);
        }
    }

    /** Backups in which the moments begin that must stay restorable, and why they are kept. */
    SortedMap<BackupId, String> anchors() {
        return anchors;
    }

    /** What of all tapes nothing needs, besides what is named. */
    List<Verdict.Unneeded> unneeded(Set<Object> named) {
        List<Verdict.Unneeded> unneeded = new ArrayList<>();
        for (Stock.OfTape tape : stock.tapes()) {
            List<Verdict.Unneeded> some = unneeded(tape, named);
            unneeded.addAll(some);
            int all = tape.bases().size() + tape.links().size() + tape.runs().size();
            if (some.size() == all && isOld(tape)) {
                tape.others()
                        .forEach(object -> unneeded.add(
                                new Verdict.Unneeded(object, "nothing of tape " + tape.name() + " is needed")));
            }
        }
        return unneeded;
    }

    private boolean isOld(Stock.OfTape tape) {
        return tape.used().isBefore(windowBegin) || (tape.begun().isBefore(windowBegin) && !isNewest(tape));
    }

    private boolean isNewest(Stock.OfTape tape) {
        return stock.tapes().stream()
                .filter(tape::isOfSameSourceAs)
                .allMatch(other -> other.name().id().compareTo(tape.name().id()) <= 0);
    }

    private List<Verdict.Unneeded> unneeded(Stock.OfTape tape, Collection<Object> named) {
        String why = "neither a backup nor a moment that is kept needs it on tape " + tape.name();
        List<Range> needed = joined(ranges.getOrDefault(tape.name(), List.of()));
        Zxid basesNeeded = basesFrom.getOrDefault(tape.name(), Course.END);
        List<Verdict.Unneeded> unneeded = new ArrayList<>();
        tape.bases().stream()
                .filter(base -> !named.contains(base.key()))
                .filter(base -> Layout.baseRange(base.key()).orElseThrow()[0].compareTo(basesNeeded) < 0)
                .forEach(base -> unneeded.add(new Verdict.Unneeded(base, why)));
        for (Stock.Piece piece : tape.pieces()) {
            if (!meets(needed, piece)) {
                unneeded.add(new Verdict.Unneeded(piece.object(), why));
            }
        }
        return unneeded;
    }

    /** The same, in order and without overlaps. */
    private static List<Range> joined(List<Range> ranges) {
        List<Range> joined = new ArrayList<>();
        for (Range range :
                ranges.stream().sorted(Comparator.comparing(Range::after)).toList()) {
            int last = joined.size() - 1;
            if (last >= 0 && range.after().compareTo(joined.get(last).through()) <= 0) {
                Zxid through = range.through().compareTo(joined.get(last).through()) > 0
                        ? range.through()
                        : joined.get(last).through();
                joined.set(last, new Range(joined.get(last).after(), through));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    /** Whether a piece holds a transaction of one of these. */
    private static boolean meets(List<Range> joined, Stock.Piece piece) {
        int low = 0;
        int high = joined.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (joined.get(middle).through().compareTo(piece.begins()) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < joined.size() && joined.get(low).after().compareTo(piece.ends()) < 0;
    }
}
