package dev.keepsake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code keepsake tool}: the verbs for the distributions that an archive keeps of this program itself. */
@Command(
        name = "tool",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Keeps Keepsake itself in the archive, so that somebody who has nothing else can restore.",
            "",
            "Agents do so by themselves when the tarball with its own Java lies in 'tools' of their installation,"
                    + " unless their configuration says 'keep-tool: false'. The README.txt of the archive says how to"
                    + " fetch and start it."
        },
        subcommands = {ToolPutCommand.class, ToolListCommand.class, ToolGetCommand.class})
final class ToolCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "say what to do: 'tool put', 'tool list' or 'tool get'");
    }
}
