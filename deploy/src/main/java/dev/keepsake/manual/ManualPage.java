package dev.keepsake.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of one command, made of nothing but what its {@code --help} is made of. */
final class ManualPage {

    private final CommandLine command;
    private final CommandSpec spec;
    private final UsageMessageSpec usage;
    private final List<CommandLine> programs;

    /** A command, and the programs there are. */
    ManualPage(CommandLine command, List<CommandLine> programs) {
        this.command = command;
        this.spec = command.getCommandSpec();
        this.usage = spec.usageMessage();
        this.programs = programs;
    }

    /** The page's name, without its section. */
    String name() {
        return spec.qualifiedName("-");
    }

    String text(String version, String day) {
        Roff page = new Roff().title(name(), day, version);
        page.name(name(), summary(command));
        synopsis(page);
        page.section("DESCRIPTION");
        paragraphs(usage.description()).forEach(page::paragraph);
        commands(page);
        options(page);
        if (!usage.exitCodeList().isEmpty()) {
            page.section("EXIT STATUS");
            usage.exitCodeList().forEach((code, meaning) -> page.term(Roff.bold(code.strip()), meaning));
        }
        examples(page);
        page.section("SEE ALSO").pages(related());
        return page.toString();
    }

    /** What is typed as it is, in bold, and the rest. */
    private void synopsis(Roff page) {
        String synopsis = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .strip();
        String name = spec.qualifiedName();
        String typed = synopsis.startsWith(name) ? name : spec.root().name();
        page.section("SYNOPSIS").synopsis(typed, synopsis.substring(typed.length()));
    }

    private void commands(Roff page) {
        List<CommandLine> below = below(command);
        if (!below.isEmpty()) {
            page.section("COMMANDS");
            below.forEach(one -> page.term(Roff.page(one.getCommandSpec().qualifiedName("-")), summary(one)));
        }
    }

    private void options(Roff page) {
        page.section("OPTIONS");
        for (PositionalParamSpec positional : spec.positionalParameters()) {
            if (!positional.hidden()) {
                page.term(Roff.italic(positional.paramLabel()), words(positional));
            }
        }
        list(page, spec.options().stream().filter(option -> !option.inherited()).toList());
        List<OptionSpec> shared =
                spec.options().stream().filter(OptionSpec::inherited).toList();
        if (!shared.isEmpty()) {
            page.subsection("Options of every command, before or after it");
            list(page, shared);
        }
    }

    private static void list(Roff page, List<OptionSpec> options) {
        for (OptionSpec option : options) {
            if (!option.hidden()) {
                String names = Arrays.stream(option.names()).map(Roff::bold).collect(Collectors.joining(", "));
                String value = option.arity().max() == 0 ? "" : "=" + Roff.italic(option.paramLabel());
                page.term(names + value, words(option));
            }
        }
    }

    private static String words(ArgSpec argument) {
        String standard = String.valueOf(argument.defaultValueString(true));
        String words = String.join(" ", argument.description()).replace("${DEFAULT-VALUE}", standard);
        return String.join(" ", paragraphs(words));
    }

    /** Lines of an example that are indented are typed; the others say what for. */
    private void examples(Roff page) {
        if (usage.footer().length == 0) {
            return;
        }
        page.section("EXAMPLES");
        for (String line : usage.footer()) {
            String text = String.format(line);
            if (text.startsWith(" ")) {
                page.command(text.strip());
            } else if (!text.isBlank()) {
                page.paragraph(text);
            }
        }
    }

    /** The command above, those beside and below, and every program. */
    private List<String> related() {
        Set<String> pages = new LinkedHashSet<>();
        CommandLine parent = command.getParent();
        if (parent != null) {
            pages.add(parent.getCommandSpec().qualifiedName("-"));
            below(parent).forEach(one -> pages.add(one.getCommandSpec().qualifiedName("-")));
        }
        below(command).forEach(one -> pages.add(one.getCommandSpec().qualifiedName("-")));
        programs.forEach(program -> pages.add(program.getCommandName()));
        pages.remove(name());
        return List.copyOf(pages);
    }

    private static List<CommandLine> below(CommandLine command) {
        Set<CommandLine> below = new LinkedHashSet<>(command.getSubcommands().values());
        below.removeIf(one -> one.getCommandSpec().usageMessage().hidden());
        return List.copyOf(below);
    }

    private static String summary(CommandLine command) {
        List<String> paragraphs =
                paragraphs(command.getCommandSpec().usageMessage().description());
        String first = paragraphs.isEmpty() ? "" : paragraphs.get(0);
        String open = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
        return open.isEmpty() ? open : Character.toLowerCase(open.charAt(0)) + open.substring(1);
    }

    private static List<String> paragraphs(String... lines) {
        List<String> paragraphs = new ArrayList<>();
        for (String line : lines) {
            String text = String.format(line).strip();
            if (!text.isEmpty()) {
                paragraphs.add(text);
            }
        }
        return paragraphs;
    }
}
