package dev.keepsake.cli;

import picocli.AutoComplete;
import picocli.CommandLine;

/** What makes a shell complete a program's commands and options, made of the program's own knowledge of them. */
public final class Completion {

    private Completion() {}

    /** To be sourced by bash. */
    public static String bash(CommandLine program) {
        return AutoComplete.bash(program.getCommandName(), program);
    }

    /**
     * To lie in a folder of zsh's {@code fpath} as a function of the name {@code _PROGRAM}. It is bash's, which zsh
     * understands; the first call defines it, and so must also answer.
     */
    public static String zsh(CommandLine program) {
        String name = program.getCommandName();
        // what bash's asks for beside, and zsh does not have
        String compopt = "(( $+functions[compopt] )) || compopt() { : }\n";
        return "#compdef " + name + "\n" + compopt + bash(program)
                + "\n# the first call\n_bash_complete -o default -F _complete_" + name + "\n";
    }
}
