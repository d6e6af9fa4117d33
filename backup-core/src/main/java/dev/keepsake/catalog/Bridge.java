package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.List;

/**
 * A way from a base of one tape over to others: it leads to moments that no tape alone leads to.
 *
 * @param first the tape with the base, whose end is the first record that two tapes hold alike
 * @param steps never empty
 */
record Bridge(Stretch first, List<Step> steps) {

    /**
     * Another tape from a record on that it and the one before hold alike.
     *
     * @param joint that record
     */
    record Step(Zxid joint, Joined joined) {}

    /** Keeps its own copy. */
    Bridge {
        steps = List.copyOf(steps);
    }

    Zxid through() {
        return steps.get(steps.size() - 1).joined().through();
    }

    boolean holds(Zxid zxid) {
        return first.through().zxid().compareTo(zxid) < 0 && zxid.compareTo(through()) <= 0;
    }

    /** All of it as if the first tape held it, for those who search it. */
    Stretch asOfOneTape() {
        List<Span> spans = new ArrayList<>(first.spans());
        for (Step step : steps) {
            List<Span> theirs = step.joined().spans();
            int index = Span.firstBehind(theirs, step.joint());
            Span entered = theirs.get(index);
            boolean within = entered.after().compareTo(step.joint()) < 0;
            spans.add(within ? entered.from(step.joint()) : entered);
            spans.addAll(theirs.subList(index + 1, theirs.size()));
        }
        Span last = spans.get(spans.size() - 1);
        Moment end = new Moment(last.through(), last.lastTime());
        return new Stretch(first.tape(), first.grounds(), spans, first.from(), end, first.facts(), first.vouchers());
    }

    /** The step that leads to a zxid. */
    Step stepTo(Zxid zxid) {
        return steps.stream()
                .filter(step -> step.joined().through().compareTo(zxid) >= 0)
                .findFirst()
                .orElseThrow();
    }

    /** Which tape serves what on the way to a moment. */
    List<Leg> legs(Zxid moment) {
        List<Leg> legs = new ArrayList<>();
        List<Ground> grounds = first.grounds();
        TapeName tape = first.tape();
        Zxid after = grounds.get(grounds.size() - 1).replayAfter();
        for (Step step : steps) {
            if (step.joint().compareTo(moment) < 0) {
                legs.add(new Leg(tape, after, step.joint()));
                tape = step.joined().tape();
                after = step.joint();
            }
        }
        legs.add(new Leg(tape, after, moment));
        return legs;
    }

    /** What a restore is sent, as of the tape with the base. */
    List<Share> shares(Moment moment) {
        List<Share> shares = new ArrayList<>();
        for (Share share : first.shares(moment)) {
            int links = share.links();
            long bytes = share.linkBytes();
            for (Step step : steps) {
                List<Span> spans = step.joined().spans();
                for (Span span : spans.subList(Span.firstBehind(spans, step.joint()), spans.size())) {
                    boolean needed = span.after().compareTo(moment.zxid()) < 0;
                    links += needed ? 1 : 0;
                    bytes += needed ? span.object().size() : 0;
                }
            }
            shares.add(share.withLinks(links, bytes));
        }
        return shares;
    }
}
