package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.cli.ClusterPlan.Order;
import dev.keepsake.cli.ClusterPlan.Step;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keepsake restore plan}: the order and the commands for a whole cluster. */
@Command(
        name = "plan",
        sortOptions = false,
        description = {
            "Prints how a whole cluster comes back: what to do in which order, and the command for every machine.",
            "",
            "ZooKeeper first, every server of it; then the replicated logs, with all masters stopped; then the masters,"
                    + " Marathon, Chronos and Metronome, each started before it gets back what only it holds. Replays"
                    + " ZooKeeper's tree and unites the replicas to know the hashes that the commands name; writes nothing.",
            "",
            "Directories and URLs are those of the machines that were backed up."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml restore plan",
            "  keepsake -c agent.yaml restore plan --backup 20261122T030000Z --target-version 3.9.5",
            "For a script:",
            "  keepsake -c agent.yaml restore plan --backup 20261122T030000Z --yes -o json"
        })
final class RestorePlanCommand extends Verb implements Callable<Integer> {

    @Mixin
    private final MomentOptionGroup which = new MomentOptionGroup();

    @Mixin
    private final PlanOptionGroup options = new PlanOptionGroup();

    @Override
    public Integer call() throws IOException {
        which.requireOne(spec(), false);
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            ClusterPlan plan = new ClusterPlanner(this, archive, options).plan(which);
            if (archive().json()) {
                JsonOutput.print(out(), json(plan));
            } else {
                print(plan);
            }
            return (plan.whole() ? ExitCode.DONE : ExitCode.IN_PART).code();
        }
    }

    private void print(ClusterPlan plan) {
        out().println("To restore " + plan.of() + ":");
        plan.warnings().forEach(warning -> out().println("WARNING: " + warning));
        int number = 0;
        for (Step step : plan.steps()) {
            out().println();
            out().println(++number + ". " + step.title());
            step.notes().forEach(note -> out().println("   - " + note));
            String where = "";
            for (Order order : step.commands()) {
                if (!order.where().equals(where)) {
                    where = order.where();
                    out().println("   on " + where + ":");
                }
                out().println("     " + order.line());
            }
        }
    }

    private static ObjectNode json(ClusterPlan plan) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("of", plan.of());
        node.put("whole", plan.whole());
        node.putArray("warnings");
        plan.warnings().forEach(warning -> node.withArray("warnings").add(warning));
        node.putArray("steps");
        for (Step step : plan.steps()) {
            ObjectNode one = node.withArray("steps").addObject();
            one.put("title", step.title());
            one.putArray("notes");
            step.notes().forEach(note -> one.withArray("notes").add(note));
            one.putArray("commands");
            step.commands()
                    .forEach(order -> one.withArray("commands")
                            .addObject()
                            .put("on", order.where())
                            .put("command", order.line()));
        }
        return node;
    }
}
