package dev.keepsake.cli;

import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.config.WebConfig;
import dev.keepsake.config.WebSystems;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code keepsake restore metronome}: jobs with their schedules, back into a running Metronome. */
@Command(
        name = "metronome",
        customSynopsis = {
            "keepsake restore metronome [--backup=ID] --url=URL[,URL…] [--plan] [--yes]",
            "                [OPTIONS]"
        },
        description = {
            "Gives jobs and their schedules back to a running Metronome: the document 'jobs'.",
            "",
            "Compares first, and shows each difference. Runs and their history do not come back. Jobs that are not in"
                    + " the backup stay."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml restore metronome --backup 20261122T030000Z --url http://10.0.0.1:9000 --plan"
        })
final class RestoreMetronomeCommand extends DocumentVerb {

    @Override
    String type() {
        return "metronome";
    }

    @Override
    DocumentTarget target(WebConfig config) throws IOException {
        return WebSystems.metronome(config);
    }
}
