package dev.keepsake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code keepsake import}: the verbs that bring in what other programs backed up. */
@Command(
        name = "import",
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings what another program backed up into a running ensemble.",
        subcommands = ImportMarathonTarCommand.class)
final class ImportCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "say what to bring in: 'import marathon-tar'");
    }
}
