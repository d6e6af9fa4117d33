package dev.keepsake.manual;

import dev.keepsake.cli.Completion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Writes {@code share}: manual pages, and completions for bash and zsh, where systems look for them. */
public final class Manual {

    private Manual() {}

    /** Takes the folder to write into, the version, and the day to print, of which only the first ten letters count. */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        String version = arguments[1];
        String day = arguments[2].substring(0, 10);
        List<CommandLine> programs =
                List.of(dev.keepsake.cli.Main.commandLine(), dev.keepsake.agent.Main.commandLine());
        for (CommandLine program : programs) {
            String name = program.getCommandName();
            write(share.resolve("bash-completion/completions").resolve(name), Completion.bash(program));
            write(share.resolve("zsh/site-functions").resolve("_" + name), Completion.zsh(program));
            for (CommandLine command : withAllBelow(program)) {
                ManualPage page = new ManualPage(command, programs);
                write(share.resolve("man/man1").resolve(page.name() + ".1"), page.text(version, day));
            }
        }
    }

    private static List<CommandLine> withAllBelow(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        Set<CommandLine> below = new LinkedHashSet<>(command.getSubcommands().values());
        below.removeIf(one -> one.getCommandSpec().usageMessage().hidden());
        below.forEach(one -> all.addAll(withAllBelow(one)));
        return all;
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
