package dev.keepsake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code keepsake key}: the verbs for keys and for who may read an archive. */
@Command(
        name = "key",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes keys, and says and changes who may read an archive.",
            "",
            "Agents encrypt to the public keys of recipients and cannot read back what they stored. A restore needs the"
                    + " private key of one of them: keep it away from the agents, and keep several.",
            "",
            "Agents sign with keys of their own. Restores are told with '--trust' whose signatures count."
        },
        subcommands = {
            KeyGenerateCommand.class,
            KeyPublicCommand.class,
            KeyInspectCommand.class,
            KeyListCommand.class,
            KeyRecipientsCommand.class,
            KeyRotateCommand.class
        })
final class KeyCommand extends Verb implements Runnable {

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "say what to do: 'key generate', 'key public', 'key inspect', 'key list', 'key recipients' or 'key rotate'");
    }
}
