package dev.keepsake.cli;

import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.config.WebConfig;
import dev.keepsake.config.WebSystems;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepsake restore mesos}: quota, weights, maintenance and drained agents, back to a leading master. */
@Command(
        name = "mesos",
        customSynopsis = {
            "keepsake restore mesos [--backup=ID] --url=URL[,URL…] [--plan] [--yes]",
            "                [OPTIONS]"
        },
        description = {
            "Gives quota, weights and the schedule of maintenance back to the master that leads, by its operators'"
                    + " interface, and drains or deactivates again the agents that were: the documents 'quota', 'weights',"
                    + " 'maintenance-schedule' and 'slaves'.",
            "",
            "Compares first, and shows each difference. What is not in the backup stays. Agents that the master does"
                    + " not know are named. Agents, reservations and the list of gone agents come back only with the"
                    + " replicated log."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml restore mesos --backup 20261122T030000Z --url"
                    + " http://10.0.0.1:5050,http://10.0.0.2:5050 --plan"
        })
final class RestoreMesosCommand extends DocumentVerb {

    @Option(names = "--force", description = "set quota also where the agents that are there could not satisfy it")
    private boolean force;

    @Option(
            names = "--mark-gone",
            description =
                    "agents that were to be marked gone once they are drained are so again; nothing takes that back")
    private boolean markGone;

    @Override
    String type() {
        return "mesos-master";
    }

    @Override
    DocumentTarget target(WebConfig config) throws IOException {
        return WebSystems.mesos(config, force, markGone);
    }
}
