package dev.keepsake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code keepsake store}: the verbs for what backups are kept in. */
@Command(
        name = "store",
        synopsisSubcommandLabel = "COMMAND",
        description = "Says whether a store can hold backups.",
        subcommands = StoreCheckCommand.class)
final class StoreCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "say what to do: 'store check'");
    }
}
