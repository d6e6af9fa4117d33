package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which stopped server's files go onto the tape, through where, and what is kept beside it as unproven.
 *
 * <p>What is committed is taken from the server that holds most of it and can prove every step from a base, or from the
 * tape's end; each server is trusted only with what its own files hold.
 */
final class OfflinePlanner {

    private static final Zxid UNBOUNDED = new Zxid(-1);

    private final List<StoppedMember> members;
    private final Agreement agreement;
    private final Optional<Mark> mark;
    private final boolean standalone;
    private final List<String> remarks = new ArrayList<>();

    /** With a standalone server nobody else had to agree, so that its whole log is committed. */
    OfflinePlanner(List<StoppedMember> members, Agreement agreement, Optional<Mark> mark, boolean standalone) {
        this.members = members;
        this.agreement = agreement;
        this.mark = mark;
        this.standalone = standalone;
    }

    OfflinePlan plan() throws IOException {
        requireNews();
        remarkDamage();
        List<String> reasons = new ArrayList<>();
        Optional<OfflinePlan.Chosen> committed = committed(reasons);
        Optional<UnprovenRest> rest = standalone ? Optional.empty() : rest(committed, reasons);
        if (committed.isEmpty() && rest.isEmpty()) {
            throw new RefusedException(
                    "nothing in these directories can be restored from: " + String.join("; ", reasons)
                            + ". Copy the whole directories to a safe place by hand (cp -a) before anything else is done"
                            + " with them: a later version, or another server's files beside them, may still make"
                            + " something of them");
        }
        committed.ifPresent(chosen -> remarks.addAll(new OneHistory(members, agreement).remarks(chosen)));
        if (committed.isEmpty()) {
            remarks.add("nothing is proven to have been committed: " + String.join("; ", reasons));
        }
        return new OfflinePlan(committed, rest, remarks);
    }

    private void requireNews() throws RefusedException {
        Zxid furthest = members.stream().map(agreement::end).reduce(new Zxid(0), WindowRule::larger);
        if (mark.isPresent() && furthest.compareTo(mark.get().zxid()) < 0) {
            throw new RefusedException(
                    "the archive already reaches " + mark.get().zxid()
                            + ", and none of these directories goes beyond " + furthest
                            + ": the newest backup holds more than they do, restore from that. If the servers were rolled back on"
                            + " purpose, capture them under another source name");
        }
    }

    private void remarkDamage() {
        for (StoppedMember member : members) {
            String damage = agreement.damage(member);
            if (!damage.isEmpty()) {
                remarks.add("the log of " + member.label()
                        + " ends in damage, as a crash can leave it, and was taken up to " + agreement.end(member)
                        + ": " + damage);
            }
        }
    }

    private Zxid committedOn(StoppedMember member) {
        return standalone ? agreement.end(member) : agreement.committedOn(member);
    }

    /** The first that can be planned, of those that hold most; among equals one with which the tape goes on. */
    private Optional<OfflinePlan.Chosen> committed(List<String> reasons) throws IOException {
        List<StoppedMember> order = new ArrayList<>(members);
        order.sort(Comparator.comparing(this::committedOn)
                .reversed()
                .thenComparing(member -> !agreement.holdsMark(member))
                .thenComparing(Comparator.comparing(agreement::end).reversed()));
        OfflinePlan.@Nullable Chosen best = null;
        for (StoppedMember member : order) {
            boolean behind = best != null && committedOn(member).compareTo(best.through()) < 0;
            if (behind || (best != null && best.plan().begins().isEmpty())) {
                break;
            }
            Optional<OfflinePlan.Chosen> chosen = attempt(member, reasons);
            boolean better = best == null
                    || (chosen.isPresent() && chosen.get().plan().begins().isEmpty());
            best = better ? chosen.orElse(best) : best;
        }
        return Optional.ofNullable(best);
    }

    private Optional<OfflinePlan.Chosen> attempt(StoppedMember member, List<String> reasons) throws IOException {
        Zxid through = committedOn(member);
        try {
            OfflinePlan.Chosen chosen = plan(member, through);
            Captured run = chosen.plan().run();
            requireReached(member, run, through);
            return Optional.of(chosen);
        } catch (RefusedException | CorruptException | NotYetException e) {
            reasons.add(member.label() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private OfflinePlan.Chosen plan(StoppedMember member, Zxid through) throws IOException {
        BaseFinder bases = bases(member, through);
        CapturePlan plan =
                new CapturePlanner(member.files(), status(through), member.rule(), bases).plan(mark, Optional.empty());
        return new OfflinePlan.Chosen(member, through, plan, bases);
    }

    private void requireReached(StoppedMember member, Captured run, Zxid through) throws RefusedException {
        if (through.counter() != 0 && !run.through().equals(through)) {
            throw new RefusedException("its log leads only to " + run.through() + ", not to the committed " + through);
        }
        if (mark.isPresent() && run.through().compareTo(mark.get().zxid()) < 0) {
            throw new RefusedException("what is proven of it ends at " + run.through() + ", before the archived "
                    + mark.get().zxid() + (agreement.holdsMark(member) ? "" : ", which its log does not hold"));
        }
    }

    /** The furthest that goes on from the committed end, or stands on a base of its own. */
    private Optional<UnprovenRest> rest(Optional<OfflinePlan.Chosen> committed, List<String> reasons)
            throws IOException {
        List<StoppedMember> order = new ArrayList<>(members);
        order.sort(Comparator.comparing(agreement::end).reversed());
        Optional<UnprovenRest> rest = Optional.empty();
        for (StoppedMember member : order) {
            boolean beyond = committed.isEmpty()
                    || agreement
                                    .end(member)
                                    .compareTo(committed.get().plan().run().through())
                            > 0;
            if (beyond && rest.isEmpty()) {
                rest = restOf(member, committed, reasons);
            }
            if (beyond) {
                remarkOutcome(member, rest);
            }
        }
        return rest;
    }

    private void remarkOutcome(StoppedMember member, Optional<UnprovenRest> rest) {
        boolean stored = rest.isPresent()
                && (agreement.end(member).compareTo(rest.get().run().through()) <= 0);
        if (rest.isPresent() && rest.get().member().equals(member) && stored) {
            remarkElections(member);
        } else if (!stored) {
            remarks.add(member.label() + " reaches " + agreement.end(member)
                    + ", and what it holds at its end is not in this backup: nothing proves that it follows from what is;"
                    + " keep a copy of that directory");
        }
    }

    /** A tail that later elections went past is most likely none. */
    private void remarkElections(StoppedMember member) {
        long own = member.currentEpoch().orElse(0);
        members.stream()
                .filter(other -> other.currentEpoch().orElse(0) > own)
                .findFirst()
                .ifPresent(other -> remarks.add("the unproven transactions are those of " + member.label()
                        + ", which was in epoch " + own + ", while " + other.label() + " had gone on to epoch "
                        + other.currentEpoch().orElse(0) + ": they most likely never were committed"));
    }

    private Optional<UnprovenRest> restOf(
            StoppedMember member, Optional<OfflinePlan.Chosen> committed, List<String> reasons) throws IOException {
        try {
            Optional<UnprovenRest> joined = committed.isPresent() ? joined(member, committed.get()) : Optional.empty();
            Optional<UnprovenRest> rest = joined.isPresent() ? joined : onOwnBase(member, reasons);
            // what reaches no further than the tape adds nothing
            return rest.filter(found -> committed.isEmpty()
                    || found.run()
                                    .through()
                                    .compareTo(committed.get().plan().run().through())
                            > 0);
        } catch (CorruptException | NotYetException e) {
            reasons.add(member.label() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The records behind the committed end, when the log holds that end, or the tape begins in these files. */
    private Optional<UnprovenRest> joined(StoppedMember member, OfflinePlan.Chosen committed) throws IOException {
        Zxid after = committed.plan().run().through();
        LogWalk walk = new LogWalk(member.files(), member.rule(), member.files().logCovering(after), 0);
        boolean holdsEnd = false;
        Optional<LogWalk.Step> step = walk.next();
        while (step.isPresent() && step.get().record().zxid().compareTo(after) <= 0) {
            holdsEnd = step.get().record().zxid().equals(after);
            step = walk.next();
        }
        boolean behindBase = committed.member().equals(member)
                && committed.plan().begins().isPresent()
                && committed.plan().run().last() == null;
        if (step.isEmpty() || !(behindBase || (holdsEnd && step.get().proven()))) {
            return Optional.empty();
        }
        LogWalk.Step first = step.get();
        Captured.Place place = new Captured.Place(first.log(), first.offset());
        Captured run = new RunReader(walk, UNBOUNDED).read(after, first, place, after);
        return Optional.of(new UnprovenRest(member, Optional.empty(), run, first.record()));
    }

    private Optional<UnprovenRest> onOwnBase(StoppedMember member, List<String> reasons) throws IOException {
        BaseFinder bases = bases(member, agreement.end(member));
        Optional<BaseFinder.Found> found = bases.newest();
        if (found.isEmpty()) {
            reasons.add(member.label() + ": no snapshot can be restored from: "
                    + (bases.rejected().isEmpty() ? "there is none" : String.join("; ", bases.rejected())));
            return Optional.empty();
        }
        Captured run = found.get().run();
        return Optional.of(new UnprovenRest(member, found, run, first(member, run)));
    }

    private static @Nullable LogRecord first(StoppedMember member, Captured run) throws IOException {
        if (run.last() == null) {
            return null;
        }
        LogWalk walk = new LogWalk(
                member.files(), member.rule(), run.start().log(), run.start().offset());
        return walk.next().map(LogWalk.Step::record).orElse(null);
    }

    private BaseFinder bases(StoppedMember member, Zxid through) {
        return new BaseFinder(
                member.files(),
                status(through),
                member.rule(),
                new StoppedWindows(member.files(), agreement.end(member)));
    }

    private static ServerStatus status(Zxid through) {
        return new ServerStatus(ServerStatus.Mode.FOLLOWER, through, ServerStatus.UNKNOWN_VERSION);
    }
}
