package dev.keepsake.cli;

import dev.keepsake.config.ErrorId;
import dev.keepsake.config.ExitCode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How help looks, for every verb alike: its own options before those that all share, and what its exit codes mean. */
final class Usage {

    private Usage() {}

    /** Dresses a command and all below it. */
    static void dress(CommandLine line) {
        UsageMessageSpec message = line.getCommandSpec().usageMessage();
        message.abbreviateSynopsis(true);
        message.sortOptions(false);
        message.exitCodeListHeading("%nExit codes:%n");
        message.exitCodeList(exitCodes());
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Usage::options);
        line.getSubcommands().values().forEach(Usage::dress);
    }

    /** Says what is wrong with a command line. The whole help would push that off the screen. */
    static int complain(ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("keepsake: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        err.println(ErrorId.USAGE.line());
        return ExitCode.USAGE.code();
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            String nothingDone = code == ExitCode.REFUSED ? "; nothing was done" : "";
            codes.put(String.format("%5d", code.code()), code.meaning() + nothingDone);
        }
        return codes;
    }

    private static String options(Help help) {
        List<OptionSpec> all = help.commandSpec().options();
        List<OptionSpec> own =
                all.stream().filter(option -> !option.inherited()).toList();
        List<OptionSpec> shared = all.stream().filter(OptionSpec::inherited).toList();
        String heading = shared.isEmpty() ? "" : String.format("%nOptions of every command, before or after it:%n");
        return help.optionListExcludingGroups(own)
                + heading
                + (shared.isEmpty() ? "" : help.optionListExcludingGroups(shared));
    }
}
