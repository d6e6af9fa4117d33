package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.ChangeReport;
import dev.keepsake.artefact.ChangeReport.Made;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows what a running system would be changed in, asks, changes it, and says what came of it. */
final class ChangeRun {

    private final Verb verb;
    private final boolean planOnly;
    private final boolean yes;
    private final Audited audited;

    ChangeRun(Verb verb, boolean planOnly, boolean yes, Audited audited) {
        this.audited = audited;
        this.verb = verb;
        this.planOnly = planOnly;
        this.yes = yes;
    }

    /** Returns the exit code; the subject says what is given back to whom. */
    int run(String subject, ChangePlan plan) throws IOException {
        boolean json = verb.archive().json();
        if (planOnly || plan.changes().isEmpty()) {
            if (json) {
                JsonOutput.print(verb.out(), json(plan));
            } else {
                print(plan, verb.out());
            }
            return ExitCode.DONE.code();
        }
        print(plan, json ? verb.err() : verb.out());
        new Consent(verb.err(), yes, "Restore").require();
        ChangeReport report = audited.run("restore", subject, () -> plan.apply(this::tell), ChangeReport::complete);
        if (json) {
            JsonOutput.print(verb.out(), json(plan, report));
        } else {
            print(report);
        }
        return (report.complete() ? ExitCode.DONE : ExitCode.IN_PART).code();
    }

    private void tell(String doing) {
        verb.err().println(doing);
        verb.err().flush();
    }

    private static void print(ChangePlan plan, PrintWriter out) {
        for (PlannedChange change : plan.changes()) {
            out.println(Terminal.shown(word(change) + " " + change.subject() + " " + change.name()));
            change.details().forEach(detail -> out.println("    " + Terminal.shown(detail)));
        }
        List<String> counts = new ArrayList<>();
        for (PlannedChange.Kind kind : PlannedChange.Kind.values()) {
            long count = plan.changes().stream()
                    .filter(change -> change.kind() == kind)
                    .count();
            counts.add(count + " to " + kind.name().toLowerCase(Locale.ROOT));
        }
        out.println(plan.changes().isEmpty() ? "Everything is as in the backup." : String.join(", ", counts));
        plan.notes().forEach(note -> out.println("note: " + Terminal.shown(note)));
        out.flush();
    }

    private void print(ChangeReport report) {
        long done = report.made().stream().filter(Made::done).count();
        for (Made made : report.made()) {
            if (!made.done()) {
                PlannedChange change = made.change();
                verb.out()
                        .println(Terminal.shown("NOT DONE " + word(change) + " " + change.subject() + " "
                                + change.name() + ": " + made.said()));
            }
        }
        report.notes().forEach(note -> verb.out().println("note: " + Terminal.shown(note)));
        verb.out()
                .println(done + " of " + report.made().size() + " changes done"
                        + (report.complete() ? "." : "; the same command again tries what is missing."));
    }

    private static String word(PlannedChange change) {
        return change.kind().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(ChangePlan plan) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.putArray("changes");
        plan.changes().forEach(change -> node.withArray("changes").add(json(change)));
        node.putArray("notes");
        plan.notes().forEach(note -> node.withArray("notes").add(note));
        node.put("done", false);
        return node;
    }

    private static ObjectNode json(PlannedChange change) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("kind", word(change)).put("subject", change.subject()).put("name", change.name());
        node.putArray("details");
        change.details().forEach(detail -> node.withArray("details").add(detail));
        return node;
    }

    private static ObjectNode json(ChangePlan plan, ChangeReport report) {
        ObjectNode node = json(plan);
        node.put("done", report.complete());
        node.putArray("results");
        for (Made made : report.made()) {
            ObjectNode one = json(made.change());
            one.remove("details");
            node.withArray("results").add(one.put("done", made.done()).put("said", made.said()));
        }
        report.notes().forEach(note -> node.withArray("notes").add(note));
        return node;
    }
}
