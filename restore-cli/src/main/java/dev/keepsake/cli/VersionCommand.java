package dev.keepsake.cli;

import dev.keepsake.config.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code keepsake version}: what {@code --version} says, for programs too. */
@Command(
        name = "version",
        description = {
            "Says which version this is, what it was built from, which stored forms it reads and writes, and which"
                    + " Java runs it.",
            "",
            "The same as --version; with '-o json' for programs."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake version -o json")
final class VersionCommand extends Verb implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        if (archive().json()) {
            out().println(Version.json("keepsake"));
        } else {
            for (String line : Version.lines("keepsake")) {
                out().println(line);
            }
        }
        return 0;
    }
}
