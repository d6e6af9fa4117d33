package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.config.ExitCode;
import dev.keepsake.format.DataWords;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake cat}: what a znode held. */
@Command(
        name = "cat",
        description = {
            "Prints the data of a znode as it was at some moment, without restoring anything.",
            "",
            "JSON and known formats (of Marathon, Mesos, Chronos, HBase; gzip; serialized Java) are laid out, other"
                    + " text is printed as it is, everything else in hex. With '--raw' come the bytes themselves and"
                    + " nothing else, also into a pipe or a file. With '-o json' they come in base64, and decoded where"
                    + " their format is known, with the znode's Stat and access list.",
            "",
            "Nothing but this znode is kept of the tree, so that this is fast; with '--prove' the whole tree is"
                    + " replayed and proven in memory, as for a restore."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml cat /app/config --stat",
            "  keepsake -c agent.yaml cat /app/config --at 0x10000002a --raw >config"
        })
final class CatCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", converter = MomentOptionGroup.PathWord.class, description = "which znode")
    private String path = "/";

    @Option(names = "--raw", description = "the bytes and nothing else")
    private boolean raw;

    @Option(names = "--stat", description = "its Stat and access list before its data")
    private boolean stat;

    @Mixin
    private final AtOptionGroup at = new AtOptionGroup();

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            print(Look.at(this, archive, at, Scope.of(path)).znode(path));
            return ExitCode.DONE.code();
        }
    }

    private void print(PastZnode znode) throws IOException {
        byte[] data = znode.data();
        if (archive().json()) {
            ObjectNode node = ZnodeWords.json(znode);
            ZnodeWords.putData(node, znode);
            JsonOutput.print(out(), node);
        } else if (raw) {
            out().flush();
            if (data != null) {
                System.out.write(data);
                System.out.flush();
            }
        } else {
            if (stat) {
                printStat(znode);
            }
            DataWords.format(znode.path(), znode.data())
                    .ifPresent(format -> err().println("note: " + format
                            + ", shown by what it means; '--raw' gives the bytes themselves"));
            out().print(DataWords.of(znode.path(), znode.data()));
        }
    }

    private void printStat(PastZnode znode) {
        ZnodeWords.json(znode)
                .properties()
                .forEach(field -> out().printf(
                                "%-16s %s%n",
                                field.getKey(),
                                field.getValue().isValueNode()
                                        ? field.getValue().asText()
                                        : String.join(", ", znode.acl())));
        out().println();
    }
}
