package dev.keepsake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code keepsake restore}: the verbs that bring something back. */
@Command(
        name = "restore",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Brings a backup back onto blank machines.",
            "",
            "Restore every server of an ensemble before any of them is started: a blank one among them can win the"
                    + " election, and everything is lost again."
        },
        subcommands = {RestoreZooKeeperCommand.class, RestoreCheckCommand.class})
final class RestoreCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(), "say what to restore: 'restore zookeeper' or 'restore check'");
    }
}
