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
        subcommands = {
            RestoreZooKeeperCommand.class,
            RestoreMesosLogCommand.class,
            RestoreMarathonCommand.class,
            RestoreMesosCommand.class,
            RestoreChronosCommand.class,
            RestoreMetronomeCommand.class,
            RestoreCheckCommand.class,
            RestorePlanCommand.class
        })
final class RestoreCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "say what to restore: 'restore zookeeper', 'mesos-log', 'mesos', 'marathon', 'chronos' or 'metronome'; or"
                        + " 'restore plan' for all of it, or 'restore check'");
    }
}
