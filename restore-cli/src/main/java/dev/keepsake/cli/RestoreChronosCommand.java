package dev.keepsake.cli;

import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.config.WebConfig;
import dev.keepsake.config.WebSystems;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code keepsake restore chronos}: jobs, back into a running Chronos. */
@Command(
        name = "chronos",
        customSynopsis = {
            "keepsake restore chronos [--backup=ID] --url=URL[,URL…] [--plan] [--yes]",
            "                [OPTIONS]"
        },
        description = {
            "Gives jobs back to a running Chronos, those first that others depend on: the document 'jobs'.",
            "",
            "Compares first, and shows each difference. Counters begin anew, and how far a schedule has come is no"
                    + " difference. Jobs that are not in the backup stay."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake -c agent.yaml restore chronos --backup 20261122T030000Z --url http://10.0.0.1:4400 --plan"
        })
final class RestoreChronosCommand extends DocumentVerb {

    @Override
    String type() {
        return "chronos";
    }

    @Override
    DocumentTarget target(WebConfig config) throws IOException {
        return WebSystems.chronos(config);
    }
}
