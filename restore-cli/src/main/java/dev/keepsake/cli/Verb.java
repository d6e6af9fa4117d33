package dev.keepsake.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every verb has: its place on the command line, the options that all share, and where to print. */
@Command(mixinStandardHelpOptions = true, versionProvider = Main.ProgramVersion.class)
abstract class Verb {

    @Spec
    private @Nullable CommandSpec spec;

    CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    ArchiveOptions archive() {
        return ((Main.Root) spec().root().userObject()).archive();
    }

    PrintWriter out() {
        return spec().commandLine().getOut();
    }

    PrintWriter err() {
        return spec().commandLine().getErr();
    }
}
