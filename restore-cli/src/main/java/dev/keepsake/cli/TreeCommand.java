package dev.keepsake.cli;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.config.ExitCode;
import dev.keepsake.format.DataWords;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake tree}: everything below a znode. */
@Command(
        name = "tree",
        description = "Shows a znode and everything below it as it was at some moment, without restoring anything.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml tree / --depth 2",
            "  keepsake -c agent.yaml tree /marathon --at 20261122T030000Z"
        })
final class TreeCommand extends Verb implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description = "where to begin (default: /)")
    private String path = "/";

    @Option(names = "--depth", paramLabel = "N", description = "how many levels below that (default: all)")
    private int depth = Integer.MAX_VALUE;

    @Mixin
    private final AtOptionGroup at = new AtOptionGroup();

    @Override
    public Integer call() throws IOException {
        if (depth < 0) {
            throw new ParameterException(spec().commandLine(), "--depth counts levels, from 0 on, not " + depth);
        }
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Look.at(this, archive, at, new Scope(path, depth))
                    .show(this, path, znode -> level(znode) <= depth, this::line);
            return ExitCode.DONE.code();
        }
    }

    private String line(PastZnode znode) {
        int level = level(znode);
        StringBuilder line = new StringBuilder("  ".repeat(level))
                .append(level == 0 ? znode.path() : znode.name())
                .append("  ")
                .append(DataWords.brief(znode.path(), znode.data()));
        if (znode.kind() != PastZnode.Kind.PERSISTENT) {
            line.append("  ").append(ZnodeWords.kind(znode));
        }
        if (level == depth && znode.children() > 0) {
            line.append("  (").append(znode.children()).append(" children)");
        }
        return line.toString();
    }

    private int level(PastZnode znode) {
        return levels(znode.path()) - levels(path);
    }

    private static int levels(String path) {
        return path.equals("/")
                ? 0
                : (int) path.chars().filter(letter -> letter == '/').count();
    }
}
