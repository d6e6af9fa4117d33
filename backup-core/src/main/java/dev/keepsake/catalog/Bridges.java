package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds ways over from one tape to another: where one ends, in a hole or for good, another one that holds its last record,
 * the same header and body, goes on with what every tape has proven to come next. Ways are looked for only where no tape
 * alone leads on, so that nothing is read where nothing is missing.
 */
final class Bridges {

    private final Chains chains;
    private final List<Stretch> stretches;
    private final List<Joined> joined;
    private final List<String> remarks = new ArrayList<>();

    /** Among the stretches and all joined links of tapes of one ensemble. */
    Bridges(Chains chains, List<Stretch> stretches, List<Joined> joined) {
        this.chains = chains;
        this.stretches = stretches;
        this.joined = joined;
    }

    /** Among all tapes of one ensemble. */
    static Bridges among(Chains chains, List<SurveyedTape> tapes) {
        return new Bridges(
                chains,
                tapes.stream().flatMap(tape -> tape.stretches().stream()).toList(),
                tapes.stream().flatMap(tape -> tape.joined().stream()).toList());
    }

    /** Tapes that could not be held against each other, and why, one sentence each. */
    List<String> remarks() {
        return remarks;
    }

    /** What single tapes lead to. */
    List<Stretch> stretches() {
        return stretches;
    }

    /** The ways that lead further than any tape alone. */
    List<Bridge> all() throws IOException {
        List<Bridge> bridges = new ArrayList<>();
        for (Stretch stretch : stretches) {
            from(stretch).ifPresent(bridges::add);
        }
        return bridges;
    }

    /** Ways around links that cannot be read: each link that leads to a zxid from the newest bases is read for that. */
    Bridges aroundDamage(Zxid zxid) throws IOException {
        Zxid floor = floor(zxid);
        Set<Span> damaged = new HashSet<>();
        for (Joined one : joined) {
            for (Span span : one.spans()) {
                boolean leads =
                        span.after().compareTo(zxid) < 0 && span.through().compareTo(floor) > 0;
                if (leads && !isWhole(span)) {
                    damaged.add(span);
                }
            }
        }
        List<Stretch> cut = new ArrayList<>();
        for (Stretch stretch : stretches) {
            stretch.before(damaged).ifPresent(cut::add);
        }
        List<Joined> left =
                joined.stream().flatMap(one -> one.without(damaged).stream()).toList();
        return new Bridges(chains, cut, left);
    }

    /** Where the replay over the newest base of each stretch begins, the earliest of them. */
    private Zxid floor(Zxid zxid) {
        Zxid floor = zxid;
        for (Stretch stretch : stretches) {
            List<Ground> grounds = stretch.grounds();
            Zxid newest = grounds.get(0).replayAfter();
            for (Ground ground : grounds) {
                newest = ground.serves(zxid) ? ground.replayAfter() : newest;
            }
            floor = newest.compareTo(floor) < 0 ? newest : floor;
        }
        return floor;
    }

    private boolean isWhole(Span span) throws IOException {
        try (ChainWalk walk = chains.walk(List.of(span))) {
            Optional<Transaction> next = walk.next();
            while (next.isPresent()) {
                next = walk.next();
            }
            return true;
        } catch (CorruptException | RefusedException damaged) {
            return false;
        }
    }

    private Optional<Bridge> from(Stretch stretch) throws IOException {
        if (stretch.spans().isEmpty()) {
            return Optional.empty();
        }
        List<Bridge.Step> steps = new ArrayList<>();
        List<Span> spans = stretch.spans();
        Optional<Joined> next = next(spans.get(spans.size() - 1), stretch.tape());
        while (next.isPresent() && steps.size() < joined.size()) {
            steps.add(new Bridge.Step(spans.get(spans.size() - 1).through(), next.get()));
            spans = next.get().spans();
            next = next(spans.get(spans.size() - 1), next.get().tape());
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(new Bridge(stretch, steps));
    }

    /** The one that goes furthest of those that hold the last record of a link. */
    private Optional<Joined> next(Span last, TapeName tape) throws IOException {
        Zxid joint = last.through();
        List<Joined> candidates = joined.stream()
                .filter(one -> one.goesOnFrom(joint) && !isServed(joint, one.through()))
                .sorted(Comparator.comparing(Joined::through).reversed())
                .toList();
        for (Joined candidate : candidates) {
            if (holdsAlike(last, tape, candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Whether one tape alone leads to all that lies behind a record, up to another one. */
    private boolean isServed(Zxid after, Zxid through) {
        return stretches.stream()
                .anyMatch(one -> one.from().zxid().compareTo(after) <= 0
                        && through.compareTo(one.through().zxid()) <= 0);
    }

    private boolean holdsAlike(Span last, TapeName tape, Joined other) throws IOException {
        Zxid joint = last.through();
        try {
            Optional<Transaction> ours = at(List.of(last), joint);
            Optional<Transaction> theirs = at(
                    other.spans()
                            .subList(
                                    Span.firstReaching(other.spans(), joint),
                                    other.spans().size()),
                    joint);
            return ours.isPresent() && theirs.isPresent() && ours.get().isSameAs(theirs.get());
        } catch (CorruptException | RefusedException e) {
            remarks.add("the tapes " + tape + " and " + other.tape() + " could not be compared at " + joint + ": "
                    + e.getMessage());
            return false;
        }
    }

    private Optional<Transaction> at(List<Span> spans, Zxid zxid) throws IOException {
        try (ChainWalk walk = chains.walk(spans)) {
            Optional<Transaction> next = walk.next();
            while (next.isPresent() && next.get().zxid().compareTo(zxid) < 0) {
                next = walk.next();
            }
            return next.filter(one -> one.zxid().equals(zxid));
        }
    }
}
