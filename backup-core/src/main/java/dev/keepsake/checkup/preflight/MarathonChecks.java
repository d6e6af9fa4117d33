package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import dev.keepsake.framework.MarathonSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether a Marathon rests, so that what is different after the upgrade is the upgrade's doing. */
public final class MarathonChecks {

    private static final int SHOWN = 3;

    static final Rule LEADER = new Rule(
            "marathon.leader",
            Severity.CRITICAL,
            "the members of Marathon do not follow one leader",
            "without a leader Marathon starts and heals nothing, and an upgrade of what is below it goes unnoticed");
    static final Rule DEPLOYMENTS = new Rule(
            "marathon.deployments",
            Severity.WARNING,
            "deployments are under way",
            "a deployment that an upgrade cuts in half holds its apps afterwards, and the backup has half of it");
    static final Rule HEALTH = new Rule(
            "marathon.apps-healthy",
            Severity.WARNING,
            "apps are not as they were asked for",
            "nobody can tell afterwards what the upgrade broke from what was broken before");

    private final String source;
    private final MarathonSeen seen;
    private final List<Finding> findings = new ArrayList<>();

    private MarathonChecks(String source, MarathonSeen seen) {
        this.source = source;
        this.seen = seen;
    }

    /** What there is to say of the Marathon that a source names. */
    public static List<Finding> of(String source, MarathonSeen seen) {
        MarathonChecks checks = new MarathonChecks(source, seen);
        checks.leader();
        Optional<MarathonSeen.State> state = seen.state();
        if (state.isPresent()) {
            checks.deployments(state.get());
            checks.health(state.get());
        } else {
            String why = seen.silence().orElse("it says nothing");
            String remedy = "see that a Marathon runs and leads, and run this again";
            checks.findings.add(DEPLOYMENTS.unknown(source, why, remedy));
            checks.findings.add(HEALTH.unknown(source, why, remedy));
        }
        return checks.findings;
    }

    /** What there is to say where it could not even be asked. */
    public static List<Finding> unknown(String source, String why) {
        return of(source, new MarathonSeen(List.of(), Optional.empty(), Optional.of(why)));
    }

    private void leader() {
        TreeSet<String> leaders = new TreeSet<>();
        for (MarathonSeen.Member member : seen.members()) {
            member.leader().ifPresent(leaders::add);
            member.silence()
                    .ifPresent(why -> findings.add(LEADER.broken(
                            source + " " + member.url(),
                            why,
                            "every member that 'urls' names says who leads",
                            "start this Marathon and see that it reaches ZooKeeper, or take it out of 'urls'")));
        }
        if (leaders.size() > 1) {
            findings.add(LEADER.broken(
                    source,
                    "the members follow " + String.join(" and ", leaders),
                    "one leader",
                    "restart those that follow another one than most; they were cut off"));
        } else if (seen.members().isEmpty()) {
            findings.add(LEADER.unknown(source, seen.silence().orElse("nobody was asked"), "see 'urls'"));
        } else if (seen.members().stream().allMatch(member -> member.leader().isPresent())) {
            findings.add(LEADER.passed(source, leaders.first() + " leads, as " + members()));
        }
    }

    private String members() {
        return seen.members().size() == 1
                ? "the one member"
                : "all " + seen.members().size() + " members";
    }

    private void deployments(MarathonSeen.State state) {
        findings.add(
                state.deployments().isEmpty()
                        ? DEPLOYMENTS.passed(source, "none under way")
                        : DEPLOYMENTS.broken(
                                source,
                                state.deployments().size() + " under way: " + first(state.deployments()),
                                "none",
                                "wait until they are done (GET /v2/deployments), or stop them"));
    }

    private void health(MarathonSeen.State state) {
        if (!state.unwell().isEmpty()) {
            findings.add(HEALTH.broken(
                    source,
                    state.unwell().size() + " of " + (state.apps() + state.pods()) + " apps and pods: "
                            + first(state.unwell()),
                    "every task that was asked for running, and healthy",
                    "mend them, or scale to 0 what is given up, and run this again"));
        } else if (!state.untold().isEmpty()) {
            findings.add(HEALTH.unknown(
                    source,
                    "it does not say how many tasks of " + first(state.untold()) + " run and are healthy",
                    "give the login of this source the right to see every app"));
        } else {
            findings.add(HEALTH.passed(
                    source,
                    "Marathon " + state.version() + ": " + state.apps() + " apps and " + state.pods() + " pods"));
        }
    }

    private static String first(List<String> some) {
        return String.join("; ", some.subList(0, Math.min(SHOWN, some.size())))
                + (some.size() > SHOWN ? "; and " + (some.size() - SHOWN) + " more" : "");
    }
}
