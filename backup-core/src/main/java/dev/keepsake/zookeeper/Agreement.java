package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the logs of an ensemble's stopped servers, read side by side, prove to have been committed.
 *
 * <p>A transaction was committed when one of these holds: a quorum has it in its logs and no later election can lose it
 * ({@link Quorum}); or some log goes on from it, over a proven step, with the first transaction of a later epoch, whose
 * leader had brought a quorum up to its own history before it issued that; or it was archived when its server served. In
 * one epoch the counters have no gap, so what holds for one transaction holds for those before it in that epoch.
 */
final class Agreement {

    private final Map<Long, Long> committed = new HashMap<>();
    private final List<Reading> readings = new ArrayList<>();
    private final Optional<Mark> mark;
    private Quorum quorum;
    private boolean doubted;

    /** Where one server's log stands while it is read, and where it ended. */
    private static final class Reading {

        private static final Zxid UNSOUND = new Zxid(-1);

        private final StoppedMember member;
        private final LogWalk walk;
        private Optional<LogWalk.Step> next;
        private final Zxid soundFrom;
        private String unreadable = "";
        private Zxid first = new Zxid(-1);
        private @Nullable LogRecord last;
        private long firstOfEpoch;
        private boolean joinsEpoch;
        private boolean holdsMark;

        Reading(StoppedMember member) throws IOException {
            this.member = member;
            this.soundFrom = soundFrom(member);
            this.walk = new LogWalk(member.files(), member.rule(), 0, 0);
            this.next = following();
        }

        /** One server's unreadable record ends its log, and stops nobody from being saved. */
        private Optional<LogWalk.Step> following() throws IOException {
            try {
                return walk.next();
            } catch (CorruptException damage) {
                unreadable = String.valueOf(damage.getMessage());
                return Optional.empty();
            }
        }

        String damage() {
            return unreadable.isEmpty() ? walk.damage() : unreadable;
        }

        /** What lies before the last unproven step may have been taken back by the sync that the step stands for. */
        private static Zxid soundFrom(StoppedMember member) throws IOException {
            LogWalk walk = new LogWalk(member.files(), member.rule(), 0, 0);
            try {
                Zxid from = lastUnproven(walk);
                // behind a step back there may be further syncs
                return walk.steppedBack() ? UNSOUND : from;
            } catch (CorruptException damage) {
                return UNSOUND;
            }
        }

        private static Zxid lastUnproven(LogWalk walk) throws IOException {
            Zxid from = new Zxid(0);
            boolean first = true;
            for (Optional<LogWalk.Step> step = walk.next(); step.isPresent(); step = walk.next()) {
                from = first || step.get().proven() ? from : step.get().record().zxid();
                first = false;
            }
            return from;
        }

        /** What this log has before the record that is looked at, where that is proven to follow. */
        Optional<Zxid> provenBefore() {
            LogRecord before = last;
            return before != null && next.orElseThrow().proven() ? Optional.of(before.zxid()) : Optional.empty();
        }

        boolean soundAt(Zxid zxid) {
            return zxid.compareTo(soundFrom) >= 0;
        }

        Zxid end() {
            return last == null ? new Zxid(0) : last.zxid();
        }
    }

    private Agreement(List<StoppedMember> members, Voters voters, Optional<Mark> mark) throws IOException {
        this.mark = mark;
        this.quorum = new Quorum(voters, members);
        for (StoppedMember member : members) {
            readings.add(new Reading(member));
        }
    }

    /**
     * Reads every log to its end once.
     *
     * @param mark the end of the tape, committed since it was archived
     * @throws RefusedException when two logs hold different transactions under one zxid
     */
    static Agreement of(List<StoppedMember> members, Voters voters, Optional<Mark> mark) throws IOException {
        Agreement agreement = read(members, voters, mark);
        return agreement.doubted ? read(members, voters, mark) : agreement;
    }

    private static Agreement read(List<StoppedMember> members, Voters voters, Optional<Mark> mark) throws IOException {
        Agreement agreement = new Agreement(members, voters, mark);
        while (agreement.advance()) {
            // everything happens on the way
        }
        return agreement;
    }

    /**
     * Of two logs with different records before an election, both proven, the lower one tells the truth: had more been
     * committed, a DIFF would have written it there, or a SNAP would have left a snapshot above. The other holds what no
     * leader knew, which a SNAP named no higher left in its place, as leaders before 3.6 send when they have nothing in
     * memory.
     */
    private void compareSteps(List<Reading> holders) {
        Optional<Zxid> lowest = holders.stream()
                .flatMap(holder -> holder.provenBefore().stream())
                .min(Zxid::compareTo);
        for (Reading holder : holders) {
            if (holder.provenBefore()
                    .filter(before -> !before.equals(lowest.orElse(before)))
                    .isPresent()) {
                holder.member.rule().doubt(holder.next.orElseThrow().record().zxid());
                doubted = true;
            }
        }
    }

    /** Through where this server's own files hold what was committed. */
    Zxid committedOn(StoppedMember member) {
        Reading reading = reading(member);
        Zxid end = reading.end();
        long counter = Math.min(end.counter(), committed.getOrDefault(end.epoch(), 0L));
        if (counter >= reading.firstOfEpoch) {
            return WindowRule.larger(Zxid.of(end.epoch(), counter), member.electionSeen());
        }
        // the epoch's leader had what this log holds before it only if nothing is missing in between
        return reading.joinsEpoch
                ? WindowRule.larger(Zxid.of(end.epoch(), 0), member.electionSeen())
                : member.electionSeen();
    }

    /** The last transaction that this server's files know of. */
    Zxid end(StoppedMember member) {
        return WindowRule.larger(reading(member).end(), member.newestSnapshot());
    }

    /** The first transaction in the server's log; above every other where it holds none. */
    Zxid firstLogged(StoppedMember member) {
        return reading(member).first;
    }

    /** Whether the server's log holds the end of the tape, unchanged. */
    boolean holdsMark(StoppedMember member) {
        return reading(member).holdsMark;
    }

    /** Why the server's log could not be read to its end; empty when it ended as logs end. */
    String damage(StoppedMember member) {
        return reading(member).damage();
    }

    /** Who must agree, by all that was read. */
    Quorum quorum() {
        return quorum;
    }

    private Reading reading(StoppedMember member) {
        return readings.stream()
                .filter(reading -> reading.member.equals(member))
                .findFirst()
                .orElseThrow();
    }

    /** Looks at the lowest transaction that has not been looked at, in all logs that hold it. */
    private boolean advance() throws IOException {
        Optional<Zxid> lowest = readings.stream()
                .flatMap(reading -> reading.next.stream())
                .map(step -> step.record().zxid())
                .min(Zxid::compareTo);
        if (lowest.isEmpty()) {
            return false;
        }
        List<Reading> holders = readings.stream()
                .filter(reading -> reading.next
                        .filter(step -> step.record().zxid().equals(lowest.get()))
                        .isPresent())
                .toList();
        LogRecord record = holders.get(0).next.orElseThrow().record();
        compareSteps(holders);
        for (Reading holder : holders) {
            compare(holders.get(0), record, holder);
            take(holder, holder.next.orElseThrow());
        }
        List<StoppedMember> sound = holders.stream()
                .filter(holder -> holder.soundAt(lowest.get()))
                .map(holder -> holder.member)
                .toList();
        if (quorum.committed(sound)) {
            note(lowest.get());
        }
        learnServers(record);
        return true;
    }

    private void take(Reading holder, LogWalk.Step step) throws IOException {
        LogRecord before = holder.last;
        LogRecord record = step.record();
        if (before == null) {
            holder.first = record.zxid();
        }
        boolean newEpoch =
                before == null || before.zxid().epoch() != record.zxid().epoch();
        if (newEpoch) {
            holder.firstOfEpoch = record.zxid().counter();
            holder.joinsEpoch = before == null ? record.zxid().counter() == 1 : step.proven();
        }
        if (newEpoch && before != null && step.proven()) {
            note(before.zxid());
        }
        if (mark.isPresent() && mark.get().isOf(record.zxid(), record.fingerprint())) {
            holder.holdsMark = true;
            note(record.zxid());
        }
        holder.last = record;
        holder.next = holder.following();
    }

    private void note(Zxid zxid) {
        committed.merge(zxid.epoch(), zxid.counter(), Math::max);
    }

    /** A change of members counts from its proposal on. */
    private void learnServers(LogRecord record) throws IOException {
        if (record.type() == TxnType.RECONFIG
                && DecodedTxn.of(record).txn() instanceof Txn.SetData change
                && change.data() != null) {
            Optional<ServerConfiguration> changed =
                    ServerConfiguration.parse(new String(change.data(), StandardCharsets.UTF_8));
            if (changed.isPresent()) {
                quorum = quorum.with(changed.get());
            }
        }
    }

    private static void compare(Reading one, LogRecord record, Reading other) throws IOException {
        try {
            requireSame(one, record, other, other.next.orElseThrow().record());
        } catch (CorruptException damage) {
            throw new CorruptException(
                    "the log of " + one.member.label() + " or " + other.member.label() + " cannot be compared: "
                            + damage.getMessage() + "; run again without the one of them that is damaged",
                    damage);
        }
    }

    private static void requireSame(Reading one, LogRecord record, Reading other, LogRecord its) throws IOException {
        if (!SameTransaction.is(record, its)) {
            throw new RefusedException("the logs of " + one.member.label() + " and " + other.member.label()
                    + " hold different transactions at " + record.zxid() + " (" + record.fingerprint() + " and "
                    + its.fingerprint()
                    + "): they are not of one history. One of them may belong to another ensemble, or have been restored"
                    + " or rolled back; give --offline only directories of servers that ran together");
        }
    }
}
