package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.PrunePlan;
import dev.keepsake.catalog.Pruner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a plan to remove things says, as text and as JSON. */
final class PruneReport {

    private PruneReport() {}

    /** A plan that was only made; {@code again} is what its confirmation must say too. */
    static void print(Verb verb, PrunePlan plan, String again) throws IOException {
        if (verb.archive().json()) {
            JsonOutput.print(verb.out(), json(plan));
            return;
        }
        text(verb.out(), plan);
        if (plan.stops().isEmpty() && plan.isEmpty()) {
            verb.out().println("nothing is to be done");
        } else if (plan.stops().isEmpty()) {
            verb.out().println("plan " + plan.id() + "; to do this: keepsake prune --confirm " + plan.id() + again);
        }
    }

    /** A plan that was executed. */
    static void print(Verb verb, PrunePlan plan, Pruner.Pruned pruned) throws IOException {
        if (verb.archive().json()) {
            ObjectNode node = json(plan);
            node.putObject("done")
                    .put("removed", pruned.removed())
                    .put("bytes", pruned.bytes())
                    .put("condemned", pruned.condemned())
                    .put("spared", pruned.lifted())
                    .put("denied", pruned.denied());
            pruned.words().ifPresent(kept -> node.withArray("notes").add(kept));
            JsonOutput.print(verb.out(), node);
            return;
        }
        text(verb.out(), plan);
        verb.out()
                .println("removed " + pruned.removed() + " objects (" + Bytes.inWords(pruned.bytes()) + "), condemned "
                        + pruned.condemned());
        pruned.words().ifPresent(kept -> verb.out().println("note: " + kept));
    }

    private static void text(PrintWriter out, PrunePlan plan) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "TIME", "FATE", "WHY"));
        for (PrunePlan.OfBackup one : plan.backups()) {
            rows.add(List.of(
                    one.id().value(),
                    JsonOutput.seconds(one.created()),
                    word(one.fate()),
                    String.join("; ", one.reasons())));
        }
        Table.print(out, rows);
        for (PrunePlan.OfObjects some : plan.objects()) {
            out.println(word(some.fate()) + " " + some.number() + " objects (" + Bytes.inWords(some.bytes()) + "): "
                    + some.reason());
        }
        plan.notes().forEach(note -> out.println("note: " + note));
        plan.waits().forEach(wait -> out.println("not now: " + wait));
        plan.stops().forEach(stop -> out.println("STOPPED: " + stop));
    }

    private static String word(PrunePlan.Fate fate) {
        return fate.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(PrunePlan plan) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("plan", plan.id());
        node.put("empty", plan.isEmpty());
        node.putArray("backups");
        for (PrunePlan.OfBackup one : plan.backups()) {
            ObjectNode backup = node.withArray("backups").addObject();
            backup.put("id", one.id().value());
            backup.put("time", JsonOutput.seconds(one.created()));
            backup.put("fate", word(one.fate()));
            backup.putArray("reasons");
            one.reasons().forEach(reason -> backup.withArray("reasons").add(reason));
        }
        node.putArray("objects");
        for (PrunePlan.OfObjects some : plan.objects()) {
            node.withArray("objects")
                    .addObject()
                    .put("fate", word(some.fate()))
                    .put("reason", some.reason())
                    .put("number", some.number())
                    .put("bytes", some.bytes());
        }
        node.putArray("notes");
        plan.notes().forEach(note -> node.withArray("notes").add(note));
        node.putArray("waits");
        plan.waits().forEach(wait -> node.withArray("waits").add(wait));
        node.putArray("stops");
        plan.stops().forEach(stop -> node.withArray("stops").add(stop));
        return node;
    }
}
