package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.format.DataWords;
import dev.keepsake.zookeeper.live.subtree.ChangeOutcome;
import dev.keepsake.zookeeper.live.subtree.ChangePlan;
import dev.keepsake.zookeeper.live.subtree.ChangePlan.Conflict;
import dev.keepsake.zookeeper.live.subtree.ZnodeChange;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** A change of a running ensemble in words, for people and for scripts: what is to be done, and what was. */
final class ChangeReport {

    private static final int LISTED = 50;

    private final ChangePlan plan;

    ChangeReport(ChangePlan plan) {
        this.plan = plan;
    }

    /** Each znode with what becomes of it, the first of many, and how many of each kind. */
    void print(PrintWriter out) {
        plan.changes().stream().limit(LISTED).forEach(change -> out.println(line(change)));
        if (plan.changes().size() > LISTED) {
            out.println("… and " + (plan.changes().size() - LISTED) + " more; -o json has all");
        }
        print(out, "conflict", plan.conflicts());
        plan.notes().forEach(note -> out.println("note      " + note));
        out.println("changes   " + counts());
        out.flush();
    }

    private String counts() {
        if (plan.changes().isEmpty()) {
            return "none: nothing to do" + kept();
        }
        return plan.creates() + " to create (+), " + plan.sets() + " with other data (~), " + plan.acls()
                + " with another access list (a), " + plan.deletes() + " to delete (-)" + kept();
    }

    private String kept() {
        return plan.kept() == 0 ? "" : "; " + plan.kept() + " that were not there then stay (--no-delete)";
    }

    private static String line(ZnodeChange change) {
        StringBuilder line = new StringBuilder(signs(change));
        line.append(" ".repeat(4 - line.length())).append(change.path());
        if (change.creates()) {
            line.append("  ")
                    .append(DataWords.brief(
                            change.wanted().path(), change.wanted().data()));
        }
        if (change.setsData()) {
            line.append("  ")
                    .append(DataWords.brief(
                            change.present().path(), change.present().data()))
                    .append(" -> ")
                    .append(DataWords.brief(
                            change.wanted().path(), change.wanted().data()));
        }
        if (change.setsAcl()) {
            line.append("  ").append(acl(change.present())).append(" -> ").append(acl(change.wanted()));
        }
        return line.toString();
    }

    private static String signs(ZnodeChange change) {
        if (change.creates()) {
            return "+";
        }
        return change.deletes() ? "-" : (change.setsData() ? "~" : "") + (change.setsAcl() ? "a" : "");
    }

    private static String acl(PastZnode znode) {
        return String.join(",", znode.acl());
    }

    private static void print(PrintWriter out, String word, List<Conflict> conflicts) {
        conflicts.stream()
                .limit(LISTED)
                .forEach(conflict -> out.printf("%-9s %s: %s%n", word, conflict.path(), conflict.why()));
        if (conflicts.size() > LISTED) {
            out.println(word + "  … and " + (conflicts.size() - LISTED) + " more; -o json has all");
        }
    }

    /** What became of it, and how it is taken back. */
    void printDone(PrintWriter out, ChangeOutcome outcome, Path undoFile, String undo) {
        print(out, "conflict", outcome.conflicts());
        print(out, "lost", outcome.overwritten());
        out.println("Done: " + outcome.done() + " of " + plan.changes().size() + " znodes are as planned"
                + (outcome.conflicts().isEmpty()
                        ? ""
                        : "; " + outcome.conflicts().size() + " were left as others made them, see above")
                + ". Zxids, times and versions are new.");
        out.println("The undo file " + undoFile + " holds what was there, with all data; this takes it back:");
        out.println("  " + undo);
    }

    /** What is to be done. */
    ObjectNode json() {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.putObject("counts")
                .put("create", plan.creates())
                .put("data", plan.sets())
                .put("acl", plan.acls())
                .put("delete", plan.deletes())
                .put("kept", plan.kept());
        ArrayNode changes = node.putArray("changes");
        plan.changes().forEach(change -> changes.add(json(change)));
        ArrayNode notes = node.putArray("notes");
        plan.notes().forEach(notes::add);
        add(node.putArray("conflicts"), plan.conflicts());
        node.put("done", false);
        return node;
    }

    private static ObjectNode json(ZnodeChange change) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("path", change.path());
        ArrayNode what = node.putArray("what");
        add(what, change.creates(), "created");
        add(what, change.deletes(), "deleted");
        add(what, change.setsData(), "data");
        add(what, change.setsAcl(), "acl");
        node.set("from", change.before().map(ZnodeWords::json).orElse(null));
        node.set("to", change.after().map(ZnodeWords::json).orElse(null));
        return node;
    }

    private static void add(ArrayNode array, boolean is, String word) {
        if (is) {
            array.add(word);
        }
    }

    private static void add(ArrayNode array, List<Conflict> conflicts) {
        conflicts.forEach(
                conflict -> array.addObject().put("path", conflict.path()).put("why", conflict.why()));
    }

    /** The same with what became of it. */
    ObjectNode json(ChangeOutcome outcome, Path undoFile) {
        ObjectNode node = json();
        node.put("done", true);
        node.put("applied", outcome.done());
        add(node.putArray("conflicts"), outcome.conflicts());
        add(node.putArray("overwritten"), outcome.overwritten());
        node.put("undoFile", undoFile.toString());
        return node;
    }
}
