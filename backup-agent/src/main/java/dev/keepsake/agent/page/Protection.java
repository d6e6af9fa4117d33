package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The answer to the one question: whether all could be restored if everything were lost now.
 *
 * @param since since when there was a good backup without one between that was not; empty without one
 * @param savedUpTo what was committed before is in the archive, of every source; empty where there is one that was never stored
 * @param wouldLose how long before now that is
 * @param restore what the newest measured restore took, or else the newest replay; empty when nothing was measured
 * @param restoreIsDrill whether that was a restore with a server that started
 * @param proven when a replay last found nothing bad
 * @param drilled when a drill last did
 * @param reasons why it is not good, or not quite; a sentence each
 */
record Protection(
        Level level,
        Optional<Instant> since,
        Optional<Instant> savedUpTo,
        Optional<Duration> wouldLose,
        Optional<Duration> restore,
        boolean restoreIsDrill,
        Optional<Instant> proven,
        Optional<Instant> drilled,
        List<String> reasons) {

    /** After so many backups that lack something what they lack counts as lost. */
    private static final int LACKING = 3;

    /** How much later than by its schedule a backup may be where periods are short. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    /** How old the newest backup may be where nothing is scheduled. */
    private static final Duration UNSCHEDULED = Duration.ofDays(8);

    /** How well. */
    enum Level {
        /** Nothing speaks against it. */
        PROTECTED,
        /** The newest backup could be restored, and something needs looking after: it lacks something that one before holds, say. */
        ATTENTION,
        /** Something could not be restored, or nobody can tell. */
        UNPROTECTED
    }

    /** Keeps its own copy. */
    Protection {
        reasons = List.copyOf(reasons);
    }

    /** What follows of what is known. */
    static Protection of(AgentNow agent, Surveyed known) {
        List<String> grave = new ArrayList<>();
        List<String> slight = new ArrayList<>();
        agent.alarms().forEach(alarm -> (alarm.grave() ? grave : slight).add(alarm.reason()));
        known.doubt(agent.at()).ifPresent(grave::add);
        known.attention(agent.at()).ifPresent(slight::add);
        Optional<Survey> summary = known.survey();
        if (summary.isEmpty()) {
            return new Protection(
                    Level.UNPROTECTED,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    once(grave));
        }
        judge(agent, summary.get(), grave, slight);
        Level level = !grave.isEmpty() ? Level.UNPROTECTED : slight.isEmpty() ? Level.PROTECTED : Level.ATTENTION;
        grave.addAll(slight);
        return of(level, agent, summary.get(), once(grave));
    }

    /** What an alarm says, and what it is raised for, may be the same words. */
    private static List<String> once(List<String> reasons) {
        List<String> distinct = reasons.stream().distinct().toList();
        return distinct.stream()
                .filter(one -> distinct.stream().noneMatch(other -> !other.equals(one) && other.contains(one)))
                .toList();
    }

    private static Protection of(Level level, AgentNow agent, Survey archive, List<String> reasons) {
        Optional<Instant> saved = savedUpTo(agent, archive);
        return new Protection(
                level,
                since(archive),
                saved,
                saved.map(moment -> Duration.between(moment, agent.at()))
                        .map(lost -> lost.isNegative() ? Duration.ZERO : lost),
                archive.proven().measured().map(Proof::millis).map(Duration::ofMillis),
                archive.proven()
                        .measured()
                        .filter(one -> one.level() == Proof.Level.DRILL)
                        .isPresent(),
                archive.good(Proof.Level.PROOF).map(PastProof::time),
                archive.good(Proof.Level.DRILL).map(PastProof::time),
                reasons);
    }

    private static void judge(AgentNow agent, Survey archive, List<String> grave, List<String> slight) {
        if (archive.backups().isEmpty()) {
            grave.add("there is no backup");
            return;
        }
        Manifest newest = archive.common().get(0);
        age(agent, newest).ifPresent(grave::add);
        grave.addAll(archive.stock().missing());
        if (archive.standing(newest).failed().isPresent()) {
            grave.add("the newest look at backup " + newest.id() + " found something that speaks against it");
        }
        if (!newest.complete()) {
            boolean forLong = archive.common().stream().limit(LACKING).noneMatch(Manifest::complete);
            (forLong ? grave : slight)
                    .add(
                            forLong
                                    ? "none of the newest backups is complete: something is in no backup, or in old ones alone;"
                                            + " 'keepsake show " + newest.id() + "' names it"
                                    : "backup " + newest.id() + " is not complete");
        }
        slight.addAll(newest.contradictions());
        slight.addAll(archive.unreadable());
        archive.stock().tapes().forEach(tape -> slight.addAll(tape.problems()));
        if (archive.good(Proof.Level.PROOF).isEmpty()
                && archive.good(Proof.Level.DRILL).isEmpty()) {
            slight.add("no backup was ever proven: run 'keepsake verify latest', or set 'verify' in the configuration");
        }
    }

    /** No alarm says it in the first periods after a start, nor where nothing is scheduled. */
    private static Optional<String> age(AgentNow agent, Manifest newest) {
        Duration old = Duration.between(newest.created(), agent.at());
        Duration limit = agent.period()
                .map(period -> period.plus(period.dividedBy(2).compareTo(SLACK) > 0 ? period.dividedBy(2) : SLACK))
                .orElse(UNSCHEDULED);
        if (old.compareTo(limit) <= 0) {
            return Optional.empty();
        }
        return Optional.of("the newest backup, " + newest.id() + ", is " + Words.lasting(old) + " old"
                + (agent.period().isPresent()
                        ? ", and the schedule wants them more often"
                        : ", and no schedule of this agent makes another"));
    }

    private static Optional<Instant> since(Survey archive) {
        Optional<Instant> since = Optional.empty();
        for (Manifest backup : archive.common()) {
            if (!backup.complete() || archive.standing(backup).failed().isPresent()) {
                return since;
            }
            since = Optional.of(backup.created());
        }
        return since;
    }

    /** Of each source the latest moment before which all is stored; of those the earliest. */
    private static Optional<Instant> savedUpTo(AgentNow agent, Survey archive) {
        Set<String> wanted = new HashSet<>();
        archive.common().stream().limit(1).flatMap(one -> one.parts().stream()).forEach(part -> {
            part.shares().forEach(share -> wanted.add(share.source()));
            part.documentShares().forEach(share -> wanted.add(share.source()));
            part.failures().forEach(failure -> wanted.add(failure.source()));
        });
        Map<String, Instant> latest = new HashMap<>(archive.newest().sources());
        latest.keySet().retainAll(wanted);
        agent.followed().forEach(one -> put(latest, one.source(), one.upTo()));
        return latest.keySet().containsAll(wanted)
                ? latest.values().stream().min(Instant::compareTo)
                : Optional.empty();
    }

    private static void put(Map<String, Instant> latest, String source, Instant moment) {
        latest.merge(source, moment, (one, other) -> one.isAfter(other) ? one : other);
    }
}
