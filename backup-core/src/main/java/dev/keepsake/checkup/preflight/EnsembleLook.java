package dev.keepsake.checkup.preflight;

import dev.keepsake.artefact.Pause;
import dev.keepsake.checkup.EnsembleSurvey;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.MemberContact;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Asks the members of an ensemble until they have got to where the leader was, or have had the time to. It opens no session
 * and writes nothing.
 */
public final class EnsembleLook {

    private static final Duration STEP = Duration.ofMillis(500);
    private static final int STEPS = 20;

    static final Rule STEADY = new Rule(
            "zk.steady",
            Severity.WARNING,
            "the ensemble elected another leader meanwhile",
            "an ensemble that changes its leader by itself does so during an upgrade, too");

    private final String source;
    private final EnsembleSurvey survey;
    private final OptionalInt voters;
    private final Optional<String> trouble;

    /**
     * A look at these members.
     *
     * @param voters how many servers vote, where this machine knows
     * @param trouble what could not be found out about who its members are
     */
    public EnsembleLook(
            String source, List<MemberContact> members, OptionalInt voters, Optional<String> trouble, Duration limit) {
        this.source = source;
        this.survey = new EnsembleSurvey(members, limit);
        this.voters = voters;
        this.trouble = trouble;
    }

    /** Asks all, and those that lag or have too much to do again for ten seconds. */
    public EnsembleSeen look(Pause pause) throws IOException {
        EnsembleSeen seen = seen(survey.ask(), OptionalLong.empty());
        OptionalLong committed = seen.leader().map(MemberAnswer::zxid).orElse(OptionalLong.empty());
        seen = seen(seen.answers(), committed);
        for (int step = 0; step < STEPS && (seen.isBehind() || isBusy(seen)); step++) {
            pause.of(STEP);
            seen = seen(survey.ask(), committed);
        }
        return seen;
    }

    private EnsembleSeen seen(List<MemberAnswer> answers, OptionalLong committed) {
        return new EnsembleSeen(source, answers, voters, committed, trouble);
    }

    /** Where a member is away already, more patience would only let the others fall, too. */
    private static boolean isBusy(EnsembleSeen seen) {
        return seen.serving().size() == seen.answers().size()
                && seen.serving().stream()
                        .anyMatch(member ->
                                member.number("outstanding_requests").orElse(0) > EnsembleChecks.MOST_OUTSTANDING);
    }

    /** Whether the same member led in the same epoch at both looks. */
    public static Finding steady(EnsembleSeen before, EnsembleSeen after, Duration between) {
        String was = term(before);
        String is = term(after);
        String span = Spans.words(between);
        if (was.isEmpty() || is.isEmpty()) {
            return STEADY.unknown(
                    before.source(),
                    was.isEmpty() ? "nobody led at the beginning" : "nobody leads any more",
                    "see zk.one-leader");
        }
        return was.equals(is)
                ? STEADY.passed(before.source(), "the same leader and epoch for " + span)
                : STEADY.broken(
                        before.source(),
                        "first " + was + ", " + span + " later " + is,
                        "the same leader in the same epoch",
                        "find out why it was elected anew (the servers' logs), and run this again");
    }

    private static String term(EnsembleSeen seen) {
        return seen.leader()
                .map(leader -> leader.contact().address() + " in epoch "
                        + Epochs.of(leader.zxid().orElse(0)))
                .orElse("");
    }
}
