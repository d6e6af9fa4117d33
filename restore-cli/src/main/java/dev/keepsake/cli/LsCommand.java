package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake ls}: which children a znode had. */
@Command(
        name = "ls",
        description = {
            "Lists the children of a znode as they were at some moment, without restoring anything.",
            "",
            "Nothing but what is listed is kept of the tree, so that this is fast; with '--prove' the whole tree is replayed"
                    + " and proven in memory, as for a restore."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml ls /",
            "  keepsake -c agent.yaml ls -l /marathon/state --at 2026-11-22T10:15:02Z"
        })
final class LsCommand extends Verb implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description = "whose children (default: /)")
    private String path = "/";

    @Option(
            names = {"-l", "--long"},
            description = "with kind, size, children, version, time and zxid of each")
    private boolean detailed;

    @Mixin
    private final AtOptionGroup at = new AtOptionGroup();

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            boolean more = detailed || archive().json();
            Look look = Look.at(this, archive, at, more ? new Scope(path, 1) : Scope.of(path));
            look.znode(path);
            List<PastZnode> children = new ArrayList<>();
            for (String name : look.tree().children(path)) {
                children.add(look.znode(path.equals("/") ? path + name : path + "/" + name));
            }
            print(children);
            return ExitCode.DONE.code();
        }
    }

    private void print(List<PastZnode> children) throws IOException {
        if (archive().json()) {
            ArrayNode array = JsonOutput.MAPPER.createArrayNode();
            children.forEach(child -> array.add(ZnodeWords.json(child)));
            JsonOutput.print(out(), array);
        } else if (detailed) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(ZnodeWords.HEAD);
            children.forEach(child -> rows.add(ZnodeWords.row(child, child.name())));
            Table.print(out(), rows);
        } else {
            children.forEach(child -> out().println(child.name()));
        }
    }
}
