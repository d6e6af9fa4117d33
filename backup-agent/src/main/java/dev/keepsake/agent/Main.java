package dev.keepsake.agent;

import dev.keepsake.config.ConfigException;
import dev.keepsake.config.Console;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Version;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where {@code keepsake-agent} begins. */
@Command(
        name = "keepsake-agent",
        description = {
            "Captures the ZooKeeper server on this machine into an archive.",
            "",
            "Reads the server's files, never writes to them, and stores what is new since the last run."
                    + " Restoring is the other program's work: see 'keepsake --help'."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OnceCommand.class, CheckCommand.class, CommandLine.HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done",
            "  1:unexpected failure",
            "  2:wrong usage or configuration",
            "  4:refused by a guard; nothing was done",
            "  5:damaged data",
            "  6:store unreachable or access denied",
            "  7:done in part: some source failed, the others are backed up",
            "  8:check failed",
            "130:interrupted"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main(CommandSpec spec) {
        this.spec = spec;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(Console.writer(System.out), Console.writer(System.err), arguments));
    }

    /** Runs a command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main(CommandSpec.create()))
                .setOut(out)
                .setErr(err)
                .setExitCodeExceptionMapper(failure -> ExitCode.of(failure).code())
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        return line.execute(arguments);
    }

    private static int report(Exception failure, CommandLine command) {
        ExitCode code = ExitCode.of(failure);
        PrintWriter err = command.getErr();
        err.println((failure instanceof ConfigException ? "" : "keepsake-agent: ") + failure.getMessage());
        if (code == ExitCode.UNEXPECTED) {
            failure.printStackTrace(err);
        }
        return code.code();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Says which version this is. */
    static final class ProgramVersion implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"keepsake-agent " + Version.current()};
        }
    }
}
