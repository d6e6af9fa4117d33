package dev.keepsake.agent;

import dev.keepsake.config.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keepsake-agent version}: what {@code --version} says, for programs too. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        versionProvider = Main.ProgramVersion.class,
        description = {
            "Says which version this is, what it was built from, which stored forms it reads and writes, and which"
                    + " Java runs it.",
            "",
            "The same as --version; with '-o json' for programs."
        })
final class VersionCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "how to print the result (default: text)")
    private Output output = Output.text;

    /** How a result is printed. */
    enum Output {
        text,
        json
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (output == Output.json) {
            out.println(Version.json("keepsake-agent"));
        } else {
            for (String line : Version.lines("keepsake-agent")) {
                out.println(line);
            }
        }
        return 0;
    }
}
