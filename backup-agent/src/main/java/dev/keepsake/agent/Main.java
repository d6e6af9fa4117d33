package dev.keepsake.agent;

import dev.keepsake.config.ConfigException;
import dev.keepsake.config.Console;
import dev.keepsake.config.ErrorId;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Version;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where {@code keepsake-agent} begins. */
@Command(
        name = "keepsake-agent",
        description = {
            "Captures the ZooKeeper server on this machine, or an ensemble as its observer, into an archive.",
            "",
            "Reads the server's files, never writes to them, and stores what is new since the last run."
                    + " Restoring is the other program's work: see 'keepsake --help'."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            OnceCommand.class,
            PreflightCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
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
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    /** The program with all its commands, as it runs and as its manual describes it. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main(CommandSpec.create()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(failure -> ExitCode.of(failure).code())
                .setParameterExceptionHandler((failure, typed) -> complain(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        dress(line);
        return line;
    }

    /** Every verb explains its own exit codes. */
    private static void dress(CommandLine line) {
        UsageMessageSpec message = line.getCommandSpec().usageMessage();
        message.abbreviateSynopsis(true);
        message.sortOptions(false);
        message.exitCodeListHeading("%nExit codes:%n");
        message.exitCodeList(exitCodes());
        line.getSubcommands().values().forEach(Main::dress);
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(String.format("%5d", code.code()), code.meaning());
        }
        codes.put(
                String.format("%5d", ExitCode.REFUSED.code()), ExitCode.REFUSED.meaning() + "; nothing was backed up");
        codes.put(
                String.format("%5d", ExitCode.IN_PART.code()),
                ExitCode.IN_PART.meaning()
                        + ": some source failed, or stopped servers do not prove all that may have been committed; the"
                        + " rest is backed up");
        return codes;
    }

    /** Says what is wrong with a command line. The whole help would push that off the screen. */
    private static int complain(ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("keepsake-agent: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        err.println(ErrorId.USAGE.line());
        return ExitCode.USAGE.code();
    }

    private static int report(Exception failure, CommandLine command) {
        ExitCode code = ExitCode.of(failure);
        PrintWriter err = command.getErr();
        err.println((failure instanceof ConfigException ? "" : "keepsake-agent: ") + failure.getMessage());
        if (code == ExitCode.UNEXPECTED) {
            failure.printStackTrace(err);
        }
        err.println(ErrorId.of(failure).line());
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
            return Version.lines("keepsake-agent");
        }
    }
}
