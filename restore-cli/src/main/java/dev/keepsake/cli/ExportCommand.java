package dev.keepsake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code keepsake export}: the verbs that take something out of a backup for other programs. */
@Command(
        name = "export",
        synopsisSubcommandLabel = "COMMAND",
        description = "Takes something out of a backup, for other programs to read.",
        subcommands = {ExportDocumentsCommand.class, ExportMarathonTarCommand.class})
final class ExportCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(), "say what to take out: 'export documents' or 'export marathon-tar'");
    }
}
