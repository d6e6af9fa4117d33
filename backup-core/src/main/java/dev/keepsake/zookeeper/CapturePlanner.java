package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart.Reason;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a tape goes on, and if not, why and with which base the next one begins.
 *
 * <p>A tape goes on only when its last record stands unchanged in the server's log and every step from there on is proven.
 */
final class CapturePlanner {

    private final PinnedFiles files;
    private final ServerStatus status;
    private final StepRule rule;
    private final BaseFinder bases;

    /** Why a tape cannot go on. */
    private record Break(Reason reason, String explanation) {}

    CapturePlanner(PinnedFiles files, ServerStatus status, StepRule rule, BaseFinder bases) {
        this.files = files;
        this.status = status;
        this.rule = rule;
        this.bases = bases;
    }

    /**
     * Reads everything through the committed zxid once.
     *
     * @param mark the last transaction of the tape
     * @param onlyBase the start of its base, where there is nothing behind that
     */
    CapturePlan plan(Optional<Mark> mark, Optional<Zxid> onlyBase) throws IOException {
        if (mark.isEmpty()) {
            Break first = new Break(Reason.FIRST, "there is no tape of this server to go on from");
            // with a newer snapshot nothing would prove that nothing lies between
            Optional<BaseFinder.Found> same = onlyBase.isPresent() ? bases.at(onlyBase.get()) : Optional.empty();
            return same.isPresent() ? beginning(first, same.get()) : begin(first);
        }
        Mark last = mark.get();
        LogWalk walk = LogWalk.before(files, rule, last.zxid());
        Optional<LogWalk.Step> step = walk.next();
        LogWalk.@Nullable Step before = null;
        while (step.isPresent() && step.get().record().zxid().compareTo(last.zxid()) < 0) {
            before = step.get();
            step = walk.next();
        }
        Optional<Break> lost = lost(last, before, step);
        return lost.isPresent()
                ? begin(lost.get())
                : goOn(last, step.orElseThrow().record(), walk);
    }

    private CapturePlan goOn(Mark last, LogRecord archived, LogWalk walk) throws IOException {
        if (status.zxid().compareTo(last.zxid()) < 0) {
            throw new RefusedException("the server says that it has got to " + status.zxid() + ", but " + last.zxid()
                    + " is in its log and was archived as committed; it does not serve what is on this disk:"
                    + " check 'client' and the data directories");
        }
        Optional<LogWalk.Step> next = walk.next();
        Captured.Place end = new Captured.Place(files.logs().size(), 0);
        if (next.isPresent()
                && next.get().record().zxid().compareTo(status.zxid()) <= 0
                && !next.get().proven()) {
            return begin(unproven(last.zxid(), next.get().record()));
        }
        Captured.Place place =
                next.map(step -> new Captured.Place(step.log(), step.offset())).orElse(end);
        Captured run = new RunReader(walk, status.zxid()).read(last.zxid(), next.orElse(null), place, last.zxid());
        LogRecord unproven = run.unproven();
        if (unproven != null) {
            return begin(unproven(run.through(), unproven));
        }
        LogRecord newest = run.last();
        LogRecord reached = newest == null ? archived : newest;
        return rule.provesNothingBetween(reached.zxid(), DecodedTxn.of(reached).digest(), status.zxid())
                ? new CapturePlan(Optional.empty(), run)
                : begin(new Break(Reason.RESYNC, Captured.whyUnproven(reached.zxid(), status.zxid())));
    }

    private CapturePlan begin(Break because) throws IOException {
        Optional<BaseFinder.Found> base = bases.newest();
        if (base.isEmpty()) {
            String why = "no snapshot of this server can be the base of a new tape, which is needed because "
                    + because.explanation() + ". " + rejections()
                    + " After the next transaction one may do, and the next snapshot will; a server writes one after snapCount transactions (100,000 by default),"
                    + " and a leader or a standalone server at a restart";
            throw bases.mayServeLater() ? new NotYetException(why) : new RefusedException(why);
        }
        return beginning(because, base.get());
    }

    private static CapturePlan beginning(Break because, BaseFinder.Found base) {
        return new CapturePlan(
                Optional.of(new CapturePlan.Beginning(because.reason(), because.explanation(), base)), base.run());
    }

    private String rejections() {
        return bases.rejected().isEmpty()
                ? "It has no snapshot at all."
                : "Looked at, newest first: " + String.join("; ", bases.rejected()) + ".";
    }

    private Optional<Break> lost(Mark last, LogWalk.@Nullable Step before, Optional<LogWalk.Step> step) {
        if (step.isPresent() && step.get().record().zxid().equals(last.zxid())) {
            return last.isOf(last.zxid(), step.get().record().fingerprint())
                    ? Optional.empty()
                    : Optional.of(new Break(
                            Reason.RESTORED,
                            "the server's log has another transaction at " + last.zxid() + " than the one archived"));
        }
        if (status.zxid().compareTo(last.zxid()) < 0) {
            return Optional.of(new Break(
                    Reason.RESTORED,
                    "the server has gone back to " + status.zxid() + ", before the archived " + last.zxid()));
        }
        if (before == null && step.isPresent()) {
            return Optional.of(new Break(
                    Reason.GAP,
                    "the server's logs begin at " + step.get().record().zxid() + ", after the archived " + last.zxid()
                            + "; what lies between was purged before it was captured, or the server was restored"));
        }
        // a log that goes past it without a break is that of another history
        return Optional.of(new Break(
                step.isPresent() && !step.get().proven() ? Reason.RESYNC : Reason.RESTORED,
                "the archived transaction " + last.zxid() + " is no longer in the server's log"));
    }

    private static Break unproven(Zxid through, LogRecord next) {
        Reason reason = next.zxid().epoch() == through.epoch() ? Reason.GAP : Reason.RESYNC;
        return new Break(reason, Captured.whyUnproven(through, next.zxid()));
    }
}
