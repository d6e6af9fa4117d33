package dev.keepsake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Leg;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moment;
import dev.keepsake.config.SeedRequest;
import java.io.IOException;
import java.io.PrintWriter;

/** Says what a restore is going to do, and what it has done. */
final class RestoreReport {

    private final RestoreChoice choice;
    private final Manifest.NodeShare share;
    private final RestorePlan plan;
    private final SeedRequest request;
    private final RestoreCommandLine repeat;
    private final boolean ensemble;

    RestoreReport(
            RestoreChoice choice, RestorePlan plan, SeedRequest request, RestoreCommandLine repeat, boolean ensemble) {
        this.choice = choice;
        this.share = choice.share();
        this.plan = plan;
        this.request = request;
        this.repeat = repeat;
        this.ensemble = ensemble;
    }

    void print(Verb verb) throws IOException {
        if (verb.archive().json()) {
            JsonOutput.print(verb.out(), json(false));
            return;
        }
        PrintWriter out = verb.out();
        String source = share.node() + "/" + share.share().source();
        choice.manifest().ifPresent(manifest -> out.println("backup    " + manifest.id() + ", " + source));
        choice.chosen().ifPresent(chosen -> printChosen(out, source, chosen));
        plan.lines().forEach(line -> out.printf("%-9s %s%n", line.name(), line.value()));
        UnprovenWords.lines(share.share(), repeat.withUnproven()).forEach(line -> out.println("unproven  " + line));
        WalkWords.lines(share.share()).forEach(line -> out.println("walk      " + line));
        out.println("hash      " + plan.hash());
        plan.warnings().forEach(warning -> out.println("note      " + warning));
        choice.fence().doubts().forEach(doubt -> out.println("note      " + doubt));
        choice.chosen().ifPresent(chosen -> chosen.notes().forEach(note -> out.println("note      " + note)));
        out.println();
        if (ensemble) {
            out.println("For every server of this ensemble, on its machine and with its own directory:");
            out.println("  " + repeat.with(plan.hash()));
            out.println();
        }
    }

    private void printChosen(PrintWriter out, String source, Chosen chosen) {
        out.println("tape      " + source + " " + share.share().tape());
        for (Leg leg : chosen.legs()) {
            out.println("bridge    everything after " + leg.after() + " through " + leg.through() + " from tape "
                    + leg.tape());
        }
        out.println("chosen    " + made(chosen.moment()) + ", for " + choice.asked());
        out.println("next      "
                + chosen.next()
                        .map(next -> made(next.moment()) + ": " + ChangeWords.of(next) + "; it is not restored")
                        .orElse("nothing behind it is archived"));
    }

    private static String made(Moment moment) {
        return moment.zxid() + moment.time().map(time -> ", made " + time).orElse("");
    }

    void printDone(Verb verb) throws IOException {
        if (verb.archive().json()) {
            JsonOutput.print(verb.out(), json(true));
            return;
        }
        PrintWriter out = verb.out();
        out.println("Restored to " + request.dataDir() + ". "
                + (ensemble
                        ? "Start no server before all are restored and each has passed:"
                        : "Before the server is started:"));
        out.println("  keepsake restore check "
                + RestoreCommandLine.quoted(request.dataDir().toString()) + logDirectory() + " --expect " + plan.hash()
                + " --epoch "
                + plan.epoch());
    }

    private String logDirectory() {
        return request.logDir().equals(request.dataDir())
                ? ""
                : " --log-dir " + RestoreCommandLine.quoted(request.logDir().toString());
    }

    private ObjectNode json(boolean done) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put(
                "backup",
                choice.manifest().map(manifest -> manifest.id().value()).orElse(null));
        moment(node);
        node.put("node", share.node());
        node.put("source", share.share().source());
        node.put("tape", share.share().tape());
        node.put("zxid", request.target().toString());
        node.put("epoch", plan.epoch());
        node.put("hash", plan.hash());
        node.put("bytes", plan.bytes());
        node.put("dataDir", request.dataDir().toString());
        node.put("logDir", request.logDir().toString());
        node.put("withUnprovenTail", repeat.withUnproven());
        JsonOutput.unproven(node, share.share());
        node.put("done", done);
        node.putArray("plan");
        plan.lines()
                .forEach(line -> node.withArray("plan")
                        .addObject()
                        .put("name", line.name())
                        .put("value", line.value()));
        node.putArray("warnings");
        plan.warnings().forEach(warning -> node.withArray("warnings").add(warning));
        choice.fence().doubts().forEach(doubt -> node.withArray("warnings").add(doubt));
        WalkWords.lines(share.share())
                .forEach(line -> node.withArray("warnings").add(line));
        node.put("command", repeat.with(plan.hash()));
        return node;
    }

    private void moment(ObjectNode parent) {
        if (choice.chosen().isEmpty()) {
            parent.putNull("moment");
            return;
        }
        Chosen chosen = choice.chosen().get();
        ObjectNode node = parent.putObject("moment");
        node.put("asked", choice.asked());
        JsonOutput.moment(node, chosen.moment());
        node.set("next", chosen.next().<JsonNode>map(JsonOutput::change).orElse(NullNode.getInstance()));
        node.putArray("legs");
        chosen.legs().forEach(leg -> JsonOutput.leg(node.withArray("legs").addObject(), leg));
        node.putArray("notes");
        chosen.notes().forEach(note -> node.withArray("notes").add(note));
    }
}
