package dev.keepsake.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What can be said about a subtree that goes back into a running ensemble. */
final class SubtreeOptionGroup {

    @Option(
            names = "--path",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description =
                    "with --connect: restore only this znode of the backup and all below it, into an ensemble that is in"
                            + " use")
    private @Nullable String path;

    @Option(
            names = "--to",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description =
                    "with --path: restore it there instead of where it was, below the path of --connect if that has one;"
                            + " what stands there already is made the same")
    private @Nullable String to;

    @Option(names = "--no-delete", description = "with --path: leave znodes that were not there then")
    private boolean noDelete;

    @Option(
            names = "--undo-file",
            paramLabel = "FILE",
            description = "with --path: where to write what takes it back (default: keepsake-undo-TIME.jsonl here)")
    private @Nullable Path undoFile;

    /** Whether only a subtree is meant. */
    boolean isGiven() {
        return path != null;
    }

    /** What was given that needs a running ensemble. */
    List<String> given() {
        List<String> given = new ArrayList<>();
        if (path != null) {
            given.add("--path");
        }
        if (to != null) {
            given.add("--to");
        }
        if (noDelete) {
            given.add("--no-delete");
        }
        if (undoFile != null) {
            given.add("--undo-file");
        }
        return given;
    }

    /** Refuses what only goes with a subtree, and what never does. */
    void require(CommandSpec spec, boolean resume) {
        if (path == null && !given().isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join(", ", given()) + " needs --path");
        }
        if (path != null && resume) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume and --path do not go together: a subtree is compared anew each time, so run it again");
        }
    }

    String path() {
        return path == null ? "/" : path;
    }

    String to() {
        return to == null ? path() : to;
    }

    boolean deletes() {
        return !noDelete;
    }

    Optional<Path> undoFile() {
        return Optional.ofNullable(undoFile);
    }
}
