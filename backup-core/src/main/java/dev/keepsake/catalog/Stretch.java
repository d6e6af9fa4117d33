package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Links of a tape that are joined, and the bases that stand among them: from the first moment on that one of these
 * serves, every moment can be restored.
 *
 * @param grounds by the end of their windows; never empty
 * @param spans empty when a backup was made of a base that nothing follows
 * @param from the first moment that can be restored
 * @param through the last one
 * @param facts what the server last said of itself
 * @param vouchers the backups made of this tape
 */
record Stretch(
        TapeName tape,
        List<Ground> grounds,
        List<Span> spans,
        Moment from,
        Moment through,
        SortedMap<String, String> facts,
        Vouchers vouchers) {

    /** The kind of source that tapes are of. */
    private static final String TYPE = "zookeeper";

    /** Whether this moment, or one that equals it, can be restored from here. */
    boolean holds(Zxid zxid) {
        return from.zxid().compareTo(zxid) <= 0 && zxid.compareTo(through.zxid()) <= 0;
    }

    /** What is left of it before the first of some links; nothing when that is no moment. */
    Optional<Stretch> before(Set<Span> lost) {
        int whole = 0;
        while (whole < spans.size() && !lost.contains(spans.get(whole))) {
            whole++;
        }
        if (whole == 0 || spans.get(whole - 1).through().compareTo(from.zxid()) < 0) {
            return whole == spans.size() ? Optional.of(this) : Optional.empty();
        }
        Span last = spans.get(whole - 1);
        List<Ground> left = grounds.stream()
                .filter(ground -> ground.replayAfter().compareTo(last.through()) <= 0 && ground.serves(last.through()))
                .toList();
        Moment end = new Moment(last.through(), last.lastTime());
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stretch(tape, left, spans.subList(0, whole), from, end, facts, vouchers));
    }

    /** The same with one base less, or with none, which tells transactions and serves no moment. */
    Stretch without(Ground ground) {
        List<Ground> left = grounds.stream().filter(one -> !one.equals(ground)).toList();
        return new Stretch(tape, left, spans, from, through, facts, vouchers);
    }

    /** Whether a backup names this moment's range. */
    boolean isNamedAt(Zxid zxid) {
        return vouchers.all().stream()
                .map(Vouchers.Voucher::share)
                .anyMatch(share -> share.baseEnd().compareTo(zxid) <= 0 && zxid.compareTo(share.through()) <= 0);
    }

    /** The zxid behind which all of its transactions are. */
    Zxid after() {
        return spans.isEmpty() ? through.zxid() : spans.get(0).after();
    }

    /** What a restore of a moment is sent, with the newest base that serves it first; the others are for when that is damaged. */
    List<Share> shares(Moment moment) {
        List<Share> shares = new ArrayList<>();
        for (int i = grounds.size() - 1; i >= 0; i--) {
            if (grounds.get(i).serves(moment.zxid())) {
                shares.add(share(grounds.get(i), moment));
            }
        }
        return shares;
    }

    private Share share(Ground ground, Moment moment) {
        List<Span> needed = new ArrayList<>();
        for (Span span : spans.subList(Span.firstBehind(spans, ground.replayAfter()), spans.size())) {
            if (span.after().compareTo(moment.zxid()) < 0) {
                needed.add(span);
            }
        }
        return new Share(
                tape.source(),
                TYPE,
                tape.id(),
                ground.piece(),
                ground.start(),
                ground.end(),
                ground.replayAfter(),
                moment.zxid(),
                moment.timeMillis(),
                needed.size(),
                needed.stream().mapToLong(span -> span.object().size()).sum(),
                facts,
                List.of(),
                null);
    }
}
