package dev.keepsake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.job.MomentProof;
import java.io.IOException;
import java.util.Locale;

/** Says what a look at a moment found. */
final class MomentReport {

    private MomentReport() {}

    /** The whole report, in the form that was asked for. */
    static void print(Verb verb, String asked, MomentProof proof) throws IOException {
        if (verb.archive().json()) {
            JsonOutput.print(verb.out(), json(asked, proof));
            return;
        }
        Chosen way = proof.way();
        verb.out().println("chosen " + way.moment() + ", for " + asked);
        ProofReport.print(verb.out(), proof.findings());
        way.notes().stream()
                .filter(note -> !way.damage().contains(note))
                .forEach(note -> verb.out().println("note  " + note));
        verb.out().println(verdict(proof));
        ProofReport.printSpared(verb.out(), proof.good(), proof.findings());
    }

    private static String verdict(MomentProof proof) {
        String took = String.format(Locale.ROOT, " (%.1f s)", proof.millis() / 1000.0);
        String moment = proof.way().moment().toString();
        if (!proof.good()) {
            return "FAILED: " + moment
                    + " is not what it should be, or cannot be restored; do not rely on it. 'keepsake list"
                    + " --ranges' shows which moments there are" + took;
        }
        return switch (proof.level()) {
            case OBJECTS -> "All objects that lead to " + moment + " are there and whole" + took;
            case DRILL, PROOF -> "PROVEN: " + moment + took;
        };
    }

    private static ObjectNode json(String asked, MomentProof proof) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        Chosen way = proof.way();
        node.put("asked", asked);
        JsonOutput.moment(node.putObject("moment"), way.moment());
        node.set("next", way.next().<JsonNode>map(JsonOutput::change).orElse(NullNode.getInstance()));
        node.putArray("legs");
        way.legs().forEach(leg -> JsonOutput.leg(node.withArray("legs").addObject(), leg));
        node.putArray("notes");
        way.notes().forEach(note -> node.withArray("notes").add(note));
        node.put("level", proof.level().word());
        node.put("good", proof.good());
        node.put("time", JsonOutput.seconds(proof.time()));
        node.put("millis", proof.millis());
        node.put("host", proof.host());
        ProofReport.found(node, proof.findings(), proof.tapes(), proof.agreed());
        return node;
    }
}
