package dev.keepsake.cli;

import dev.keepsake.config.ConfigException;
import dev.keepsake.config.Console;
import dev.keepsake.config.ErrorId;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Version;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where {@code keepsake} begins. */
public final class Main {

    private static final int OUT_OF_MEMORY = ExitCode.UNEXPECTED.code();

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(Console.writer(System.out), Console.writer(System.err), arguments));
    }

    /** Runs a command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        try {
            return commandLine().setOut(out).setErr(err).execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println("keepsake: not enough memory: a restore holds the whole tree; give it more, for example"
                    + " KEEPSAKE_JAVA_OPTS=-Xmx8g. Nothing was written.");
            err.println(ErrorId.NO_MEMORY.line());
            return OUT_OF_MEMORY;
        }
    }

    /** The program with all its commands, as it runs and as its manual describes it. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Root())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(failure -> ExitCode.of(failure).code())
                .setParameterExceptionHandler((failure, typed) -> Usage.complain(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        Usage.dress(line);
        return line;
    }

    private static int report(Exception failure, CommandLine command) {
        ExitCode code = ExitCode.of(failure);
        PrintWriter err = command.getErr();
        err.println((failure instanceof ConfigException ? "" : "keepsake: ") + failure.getMessage());
        if (code == ExitCode.UNEXPECTED) {
            failure.printStackTrace(err);
        }
        err.println(ErrorId.of(failure).line());
        return code.code();
    }

    /** The command above all verbs: it holds the options that stand before or after a verb. */
    @Command(
            name = "keepsake",
            mixinStandardHelpOptions = true,
            versionProvider = ProgramVersion.class,
            synopsisSubcommandLabel = "COMMAND",
            sortOptions = false,
            description = {
                "Lists, shows, proves and restores backups of ZooKeeper ensembles, and looks into them.",
                "",
                "Everything was lost? First 'keepsake list', then 'keepsake restore zookeeper --help'."
            },
            subcommands = {
                ListCommand.class,
                ShowCommand.class,
                LsCommand.class,
                CatCommand.class,
                TreeCommand.class,
                FindCommand.class,
                DiffCommand.class,
                HistoryCommand.class,
                VerifyCommand.class,
                DrillCommand.class,
                DoctorCommand.class,
                RestoreCommand.class,
                UndoCommand.class,
                ExportCommand.class,
                ImportCommand.class,
                CopyCommand.class,
                PruneCommand.class,
                HoldCommand.class,
                UnholdCommand.class,
                AuditCommand.class,
                KeyCommand.class,
                StoreCommand.class,
                ToolCommand.class,
                SupportCommand.class,
                CompletionCommand.class,
                VersionCommand.class,
                CommandLine.HelpCommand.class
            })
    static final class Root implements Runnable {

        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private final ArchiveOptions archive = new ArchiveOptions();

        ArchiveOptions archive() {
            return archive;
        }

        @Override
        public void run() {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "a command is missing");
        }
    }

    /** Says which version this is. */
    static final class ProgramVersion implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return Version.lines("keepsake");
        }
    }
}
