package dev.keepsake.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keepsake completion}: what makes a shell complete this program's commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints what makes a shell complete keepsake's commands and options.",
            "",
            "The distribution holds the same, and that of keepsake-agent, below share/, where shells look for it once it is"
                    + " copied to /usr/share or /usr/local/share."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "For this shell, bash:",
            "  eval \"$(keepsake completion bash)\"",
            "For every zsh to come:",
            "  keepsake completion zsh > /usr/local/share/zsh/site-functions/_keepsake"
        })
final class CompletionCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "bash|zsh", description = "which shell")
    private Shell shell = Shell.BASH;

    /** A shell that can be told. */
    enum Shell {
        BASH,
        ZSH
    }

    @Override
    public Integer call() {
        var program = spec().root().commandLine();
        out().print(shell == Shell.BASH ? Completion.bash(program) : Completion.zsh(program));
        out().flush();
        return 0;
    }
}
